package intake

import (
	"strconv"
	"strings"
	"unicode"
)

// xmlTables are the tables whose records are read. A name that begins like
// another stands behind it.
var xmlTables = []string{
	"sys_certificate", "sys_ca_certificate", "sys_user_certificate", "sys_properties", "sys_protocol_profile",
	"sys_outbound_http_log",
}

// exportXML reads records in XML as they come, tag by tag. It is no XML
// parser: an export that was cut, or has text around it, is read as far as it
// goes.
type exportXML struct {
	e      *exportReader
	tag    []byte // a tag whose end has not come
	inTag  bool
	cdata  bool
	table  string
	record row
	gone   bool // an update set deletes the record
	field  string
	drop   bool // no field is open, or one that is not wanted
	text   []byte
	label  string
	secret bool
}

// maxXMLTag is how long a tag with its attributes may be.
const maxXMLTag = 4096

func (x *exportXML) line(l line) bool {
	text := l.text
	for len(text) > 0 {
		switch {
		case x.cdata:
			i := strings.Index(text, "]]>")
			if i < 0 {
				x.add(text, true)
				text = ""
				break
			}
			x.add(text[:i], true)
			x.cdata, text = false, text[i+3:]
		case x.inTag:
			if strings.HasPrefix(string(x.tag)+text[:min(len(text), 10)], "![CDATA[") {
				text = text[len("![CDATA[")-len(x.tag):]
				x.tag, x.inTag, x.cdata = x.tag[:0], false, true
				break
			}
			i := strings.IndexByte(text, '>')
			if i < 0 {
				x.tag = append(x.tag, text...)
				text = ""
				if len(x.tag) > maxXMLTag {
					x.inTag, x.tag = false, x.tag[:0]
				}
				break
			}
			x.tag = append(x.tag, text[:i]...)
			text = text[i+1:]
			tag := string(x.tag)
			x.tag, x.inTag = x.tag[:0], false
			x.see(tag, l)
		default:
			i := strings.IndexByte(text, '<')
			if i < 0 {
				x.add(text, false)
				text = ""
				break
			}
			x.add(text[:i], false)
			x.inTag, text = true, text[i+1:]
		}
	}
	if !l.more {
		if x.inTag {
			x.tag = append(x.tag, ' ')
		} else {
			x.add("\n", true)
		}
	}
	return x.table != "" || x.inTag
}

// add takes text of the field that is open.
func (x *exportXML) add(text string, raw bool) {
	if x.drop {
		if x.secret && strings.TrimSpace(text) != "" {
			x.e.s.removal("password", x.e.to)
			x.secret = false
		}
		return
	}
	if len(x.text)+len(text) > maxCell {
		x.e.s.truncated("maxCell")
		x.drop = true
		return
	}
	if !raw {
		text = characters(text)
	}
	x.text = append(x.text, text...)
}

// see reads a tag without its brackets.
func (x *exportXML) see(tag string, l line) {
	tag = strings.TrimSpace(tag)
	closing := strings.HasPrefix(tag, "/")
	empty := strings.HasSuffix(tag, "/")
	name, attributes, _ := strings.Cut(strings.Trim(tag, "/"), " ")
	name = strings.ToLower(strings.TrimSpace(name))
	switch {
	case isXMLTable(name) && !closing:
		x.close()
		if empty {
			return
		}
		x.table, x.gone = name, attribute(attributes, "action") == "DELETE"
		x.record = row{table: name, cells: map[string]string{}, labels: map[string]string{}, line: l.number, form: "xml"}
	case name == x.table:
		x.close()
	case name == "unload" || name == "xml":
		x.close()
	case x.table == "":
	case closing && name == x.field:
		x.endField()
	case !closing && x.field == "":
		x.field = name
		x.e.pem = x.e.pem || name == "pem_certificate"
		x.secret = secretColumn(name)
		x.drop = !wanted[name]
		x.text = x.text[:0]
		x.label = attribute(attributes, "display_value")
		if empty {
			x.endField()
		}
	}
}

func isXMLTable(name string) bool {
	for _, t := range xmlTables {
		if name == t {
			return true
		}
	}
	return false
}

// attribute reads an attribute's value.
func attribute(text, name string) string {
	_, rest, _ := strings.Cut(text, name+"=")
	if rest == "" {
		return ""
	}
	value, _, _ := strings.Cut(rest[1:], rest[:1])
	return characters(value)
}

// references are the entities that XML has without a declaration (XML 1.0
// section 4.6), and the blank that HTML adds.
var references = map[string]string{"amp": "&", "lt": "<", "gt": ">", "quot": `"`, "apos": "'", "nbsp": "\u00a0"}

// maxReference is the longest reference: "#x10FFFF" with zeros in front.
const maxReference = 12

// characters puts characters in the place of their references; what is none
// stays.
func characters(text string) string {
	var b strings.Builder
	for {
		before, rest, ok := strings.Cut(text, "&")
		b.WriteString(before)
		if !ok {
			return b.String()
		}
		name, _, closed := strings.Cut(rest[:min(len(rest), maxReference+1)], ";")
		c := character(name)
		if !closed || c == "" {
			b.WriteByte('&')
			text = rest
			continue
		}
		b.WriteString(c)
		text = rest[len(name)+1:]
	}
}

// character is what a reference stands for, empty when it is none.
func character(name string) string {
	number, numeric := strings.CutPrefix(name, "#")
	if !numeric {
		return references[name]
	}
	base := 10
	if strings.HasPrefix(number, "x") || strings.HasPrefix(number, "X") {
		base, number = 16, number[1:]
	}
	n, _ := strconv.ParseUint(number, base, 32) // 0 or the largest where it is none
	if n == 0 || n > unicode.MaxRune {
		return ""
	}
	return string(rune(n))
}

func (x *exportXML) endField() {
	if !x.drop {
		x.record.cells[x.field] = strings.TrimSpace(string(x.text))
		if x.label != "" {
			x.record.labels[x.field] = x.label
		}
	}
	x.field, x.drop, x.secret = "", true, false
}

// close ends the record that is open.
func (x *exportXML) close() {
	if x.table == "" {
		return
	}
	if x.field != "" {
		x.endField()
	}
	x.table = ""
	if x.gone {
		x.e.deleted(x.record)
		return
	}
	x.e.take(x.record)
}

func (x *exportXML) end() { x.close() }
