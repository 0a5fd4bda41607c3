package intake

import "strings"

// command reads a command line: it names host, port and server name.
func (c *sClient) command(l line, text string) bool {
	args := c.args + " " + text
	if !c.last {
		_, args, _ = strings.Cut(text, "s_client")
		if strings.HasPrefix(args, ":") || !strings.ContainsAny(args, "-:") && !unfinished(args) {
			return false
		}
		if !strings.HasPrefix(text, "+ ") || c.run == nil || !c.run.errors { // PowerShell quotes the command among the errors
			c.start(l, false)
		}
	}
	c.last = unfinished(args)
	c.args = strings.TrimRight(args, "\\^`")
	c.run.arguments(c.args)
	return true
}

// unfinished reports whether a command goes on in the next row: in a shell of
// Unix, in cmd.exe and in PowerShell.
func unfinished(command string) bool {
	return strings.HasSuffix(command, `\`) || strings.HasSuffix(command, " ^") || strings.HasSuffix(command, " `")
}

// arguments reads the options that name the peer.
func (r *sClientRun) arguments(text string) {
	known := whole(text)
	words := strings.Fields(strings.ReplaceAll(known, "|", " | "))
	for i, word := range words {
		value := ""
		if i+1 < len(words) {
			value = words[i+1]
		}
		word = strings.Trim(word, "\"'`")
		switch strings.TrimLeft(word, "-–—") {
		case "connect":
			if host, port, ok := address(value); ok {
				r.x.Host = host
				if port != "" {
					r.x.Port = port
				}
			}
		case "host":
			if host, _, ok := address(value); ok {
				r.x.Host = host
			}
		case "port":
			if _, port, ok := address("h:" + value); ok {
				r.x.Port = port
			}
		case "servername":
			if host, _, _ := address(value); !isIP(host) {
				r.x.SNI = host
			}
		case "tls1", "tls1_1", "ssl3":
			r.x.Held = true
		case "|", "<", ">", "2>&1", "</dev/null":
			return
		default:
			if i == 0 || i == len(words)-1 {
				if host, port, _ := address(word); port != "" && r.x.Host == "" {
					r.x.Host, r.x.Port = host, port
				}
			}
		}
	}
	if known != text && r.x.SNI == "" && isIP(r.x.Host) {
		r.x.Host, r.x.Port = "", "" // the name that was asked for may be what was cut
	}
}
