package intake

import "strings"

// command reads a command line: it names host, port and server name.
func (c *sClient) command(l line, text string) bool {
	if c.last {
		c.last = strings.HasSuffix(text, `\`) || strings.HasSuffix(text, "^") || strings.HasSuffix(text, "`")
		c.args += " " + strings.TrimRight(text, "\\^`")
		c.run.arguments(c.args)
		return true
	}
	_, args, ok := strings.Cut(text, "s_client")
	if !ok || strings.HasPrefix(args, ":") || !strings.ContainsAny(args, "-:") && !strings.HasSuffix(args, `\`) {
		return false
	}
	if !strings.HasPrefix(text, "+ ") || c.run == nil || !c.run.errors { // PowerShell quotes the command among the errors
		c.start(l, false)
	}
	c.last = strings.HasSuffix(text, `\`)
	c.args = strings.TrimRight(args, `\`)
	c.run.arguments(c.args)
	return true
}

// arguments reads the options that name the peer.
func (r *sClientRun) arguments(text string) {
	words := strings.Fields(strings.NewReplacer("|", " | ", "=", "=").Replace(text))
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
			if host, _, ok := address(value); ok && !isIP(host) {
				r.x.SNI = host
			}
		case "|", "<", ">", "2>&1", "</dev/null":
			return
		default:
			if i == 0 && !strings.HasPrefix(word, "-") || i == len(words)-1 {
				if host, port, ok := address(word); ok && port != "" && r.x.Host == "" {
					r.x.Host, r.x.Port = host, port
				}
			}
		}
	}
}
