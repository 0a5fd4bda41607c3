package intake

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"fmt"
	mathrand "math/rand"
	"slices"
	"strings"

	"missinglink/analyzer/internal/evidence"
	"missinglink/analyzer/testpki"
)

// armourRows are texts with certificates in every wrapping, with the damage
// that moves lines, and with blocks that hold something else.
func armourRows() []given {
	chains := chainsOfMany()
	var list []given
	add := func(name, text string) { list = append(list, given{name: name, data: []byte(text)}) }
	for i, w := range wrappings {
		for k, d := range damages {
			if (i+k)%5 != 0 && k != 0 || w.opaque && d.marker {
				continue
			}
			add(w.name+", "+d.name, d.do(mathrand.New(mathrand.NewSource(1)), w.text(chains[(i+k)%len(chains)])))
		}
	}
	c := newCorp()
	rows := strings.SplitAfter(c.leaf.PEM(), "\n")
	for i := range rows {
		add(fmt.Sprint("without line ", i), "x\n"+strings.Join(slices.Delete(slices.Clone(rows), i, i+1), "")+c.root.PEM())
		add(fmt.Sprint("line ", i, " twice"), "x\n"+strings.Join(slices.Insert(slices.Clone(rows), i, rows[i]), "")+c.root.PEM())
		add(fmt.Sprint("cut in line ", i), strings.Join(rows[:i], "")+rows[i][:len(rows[i])/2])
		add(fmt.Sprint("from line ", i), rows[i][len(rows[i])/2:]+strings.Join(rows[i+1:], "")+"\ntext\n")
		add(fmt.Sprint("prose in line ", i), strings.Join(slices.Insert(slices.Clone(rows), i, "and some words, that are no base64\n"), ""))
		for _, x := range []string{"...", "[snip]", "…", "<cut>"} {
			add(fmt.Sprint(x, " in line ", i), strings.Join(rows[:i], "")+x+"\n"+rows[len(rows)-2]+"\n")
		}
	}
	for n := range 12 {
		add(fmt.Sprint("cut, then ", n, " lines of prose"), strings.Join(rows[:4], "")+strings.Repeat("some words here.\n", n)+c.root.PEM())
		add(fmt.Sprint("bare, cut, then ", n, " lines of prose"), strings.Join(rows[1:4], "")+strings.Repeat("some words here.\n", n)+wrapped(base64Of(c.root.DER), 64))
		add(fmt.Sprint("bare of ", n*30), base64Of(c.leaf.DER)[:n*30]+"\n")
		add(fmt.Sprint("armoured of ", n*6), rows[0]+base64Of(c.leaf.DER)[:n*6]+"\n"+rows[len(rows)-2]+"\n")
	}
	key := strings.SplitAfter(c.leaf.KeyPEM(), "\n")
	for _, label := range labels {
		add("label "+label, "x\n-----BEGIN "+label+"-----\n"+strings.Join(rows[1:len(rows)-2], "")+"-----END "+label+"-----\n")
		add("label "+label+" of a key", "x\n-----BEGIN "+label+"-----\n"+strings.Join(key[1:len(key)-2], "")+"-----END "+label+"-----\n")
		add("lone end of "+label, "x\n-----END "+label+"-----\n")
	}
	return list
}

// exportForms is one table in every form.
func exportForms() []given {
	p := testpki.New(75)
	root := p.Root("CN=Export Root,O=A & B <C>")
	issuing := root.Intermediate("CN=Export Issuing,O=Example")
	rows := []tableRow{
		{name: "Root, \"the first\" & best", active: "true", kind: "trust_store", format: "pem", expires: "2041-06-01 12:00:00", pem: root.PEM()},
		{name: "Bundle", active: "false", kind: "Trust Store Cert", pem: root.PEM() + issuing.PEM()},
		{name: "Key store", active: "yes", kind: "Java Key Store", password: canary}, {name: "DER", active: "0", format: "DER"},
		{name: "", active: "maybe", kind: "keystore"}, {name: "Cut", active: "no", pem: issuing.PEM()[:400]},
		{name: "Locked", active: "1", pem: "-----BEGIN ENCRYPTED PRIVATE KEY-----"}, {name: "\u65e5\u672c \U0001d11e\t/", active: "true"},
	}
	same := func(s string) string { return s }
	flat := func(s string) string { return strings.Join(strings.Fields(s), " ") }
	var list []given
	for name, text := range map[string]string{
		"xml": exportOfXML("sys_certificate", rows, true), "xml, plain": exportOfXML("sys_ca_certificate", rows, false),
		"json": exportOfJSON("result", rows, false, " "), "json, display": exportOfJSON("records", rows, true, ""),
		"csv": exportOfCSV(rows, ',', same), "csv, flat": exportOfCSV(rows, ';', flat), "csv, tabs": exportOfCSV(rows, '\t', same),
		"csv, without quotes": strings.ReplaceAll(exportOfCSV(rows, ',', same), `"`, ""),
	} {
		list = append(list, given{name: name, data: []byte(text)})
	}
	slices.SortFunc(list, byName)
	return list
}

func byName(a, b given) int { return strings.Compare(a.name, b.name) }

func exportTold() []given {
	p := testpki.New(75)
	root := p.Root("CN=Export Root,O=A & B <C>")
	issuing := root.Intermediate("CN=Export Issuing,O=Example")
	list := exportForms()
	add := func(name, text string) { list = append(list, given{name: name, data: []byte(text)}) }
	for _, g := range exportForms() {
		list = append(list, given{name: g.name + " alone, in pieces", data: g.data, alone: newExport, piece: 70, role: evidence.RoleClient})
		add(g.name+" in prose, twice", "Hello,\nthis is our table:\n\n"+string(g.data)+"\nregards\n"+string(g.data)+issuing.PEM())
	}
	pem := string(must(json.Marshal(root.PEM())))
	for i, text := range []string{
		`{"result":{"sys_class_name":"sys_ca_certificate","name":"x","pem_certificate":` + pem + `}}`,
		`{"result":{"sys_class_name":"sys_metadata","name":"x","pem_certificate":` + pem + `}}`,
		`{"result":[{"name":"x","user":"u","pem_certificate":` + pem + `},{"publish_status":"","pem_certificate":` + pem + `,"subject":"CN=s"}]}`,
		`  "pem_certificate" : ` + pem + `, "name":"n"}`, `[{"pem_certificate":` + pem + `}]`, `{"result":"ok"}`, `the "result" of it`, `{"result" 5}`,
		`{"result":[{"name":"glide.httpclient.protocol.x","value":null},{"name":"glide.httpclient.protocol.y","value":"null"},{"name":"glide.httpclient.protocol.z","value":5}]}`,
		`{"result":[{"name":{"display_value":"glide.httpclient.protocol.x"},"value":{"display_value":"shown","value":""}},{"name":{"value":"glide.httpclient.protocol.y","display_value":"Y"},"value":{"link":"l","value":"v"}}]}`,
		`{"result":[{"name":"glide.httpclient.protocol.x","value":"\u0041\u00fc\ud834\udd1e\uD834x\n\r\b\f\t\/\\\"\q"}]}`,
		"{\"result\":[{\"name\":\"glide.httpclient.protocol.x\",\"value\":\"a\nb\"}]}\ntext\n",
		`{"result":[{"response_status":"0","url":"https://a.test/x"},{"http_status":-1,"hostname":"b.test"},{"status":"0","response_status":"200"},{"response_status":"0","url_hostname":"not a host"},{"response_status":"0","endpoint":"https://c.test:8443/"}]}`,
		`{"result":[{"protocol":"p","keystore":{"display_value":"KS","value":"1"},"default_port":" "},{"protocol":"q","default_port":4433}]}`,
		`{"result":[{"name":"mid.ssl.keystore.password","value":"` + canary + `"},{"name":"x","key_store_password":{"display_value":"` + canary + `","value":"` + canary + `"},"pem_certificate":""},{"key_store_password":null,"pem_certificate":""}]}`,
		strings.Repeat(`{"result":`, 1) + strings.Repeat("[", maxLevels-1) + strings.Repeat("]", maxLevels-1) + "}\n" + root.PEM(),
		`{"result":` + strings.Repeat("[", maxLevels) + strings.Repeat("]", maxLevels) + "}\n" + root.PEM(),
		"<sys_properties><name>glide.httpclient.protocol.x</name><value display_value='L&amp;M'>v</value></sys_properties>",
		"<sys_properties>\n<name>glide.httpclient.protocol.x</name>\n<value><![CDATA[a & b ]] >\nc]]></value>\n<other>\n</other></sys_properties>",
		"<sys_properties/><sys_properties><name>glide.httpclient.protocol.x</name><value/></sys_properties><sys_properties><name>glide.httpclient.protocol.y</name><value>open",
		"<sys_properties><name\n >glide.httpclient.protocol.x</name\n><value>a &lt; b &unknown; &#65;&#x42; &</value></sys_properties>",
		"<sys_certificate><key_store_password>" + canary + "</key_store_password><name>n</name><key_store_password> </key_store_password></sys_certificate>",
		"<sys_certificates><name>n</name></sys_certificates>\n<sys_certificate action='x'><name>n</name></sys_certificate></unload><name>m</name>",
		"<sys_certificate><name>n<b>old</b></name><" + strings.Repeat("x", maxXMLTag+1) + "\n<name>m</name></sys_certificate>",
		"name,value\nglide.httpclient.protocol.x,1,2\nglide.httpclient.protocol.y\nglide.httpclient.protocol.z,3\n",
		"name;value;a;b;c\nglide.httpclient.protocol.x;\"a\"\"b;c\nd\"\"\";;;\nglide.httpclient.protocol.y; \"q\" ;\nglide.httpclient.protocol.z;3;4;5;6;7\n",
		"\ufeff\"Name\",\"Value\"\n\"glide.httpclient.protocol.x\",\"v\"\n\n\"glide.httpclient.protocol.y\",\"v\"\n",
		"protocol,default_port\np,1\n", "protocol,keystore\np,k\n", "protocol,other\np,k\n", "name,expires,active\na,b,c\n", "name\texpires\ttype\n", "name,expires\n", "name;format;expires\n",
		"pem_certificate\n" + root.PEM(), "http_status,hostname\n0,a.test\n-1,a.test\n200,b.test\n", "<name,value\n", "key store password,pem certificate,name\n" + canary + ",,x\n ,,y\n",
		"name,pem_certificate,type\na,-----BEGIN CERTIFICATE-----\nMIIB\nb,,trust\n", "name,pem_certificate,type\na," + root.PEM() + ",t\nb," + strings.TrimSpace(root.PEM()) + ",t\n",
		"name,value\n" + strings.Repeat("glide.httpclient.protocol.x,", 4097) + "\nglide.httpclient.protocol.y,1\n",
		"name,value\nglide.httpclient.protocol.x" + strings.Repeat(",", 4095) + "\nglide.httpclient.protocol.y,1\n",
		"name,value\nglide.httpclient.protocol.x," + strings.Repeat("v", 99) + "\nend",
		"passphrase,pem_certificate,name\nsecret,,x\n", "name,pem_certificate\nx,\"" + damagedPEM(root) + "\"\n", "name,type,pem_certificate\na,java_key_store,\nb,keyStore,\nc,store,\n",
		"name,value\nglide.httpclient.protocol.password," + canary + "\nother.password,1\nglide.outbound.x,1\ncom.glide.communications.x,\"2\n3\"\n",
		"response_status,url\n" + strings.Repeat("0,https://a.test/\n", maxSame+2) + "0,https://b.test/\n", "http_status,other\n0,\n", "response_status,other\n0,\n",
		"name,other\nglide.httpclient.x,1\n", "value,other\nglide.httpclient.x,1\n", "default_port,other\n443,1\n", "keystore,other\nk,1\n", "default_port,keystore\n1,k\n",
		"expires,active\n1,2\n", "name,active\n1,2\n", "name,value\n  \"a\"b,\"c\nglide.httpclient.x,\"\n", "\"a\nb\",name,value\nx,glide.httpclient.x,1\n", "name,value\n,\n\ufeffglide.httpclient.x,\ufeff1\n",
		"name,value,a,b\nglide.httpclient.x,2\nglide.httpclient.y\nglide.httpclient.z,1,1,1", "name,value,a,b,c\nglide.httpclient.x,2\nglide.httpclient.y,3,4\n",
		"pem_certificate,name\nBEGIN ,a\nBEGIN 4567,b\n-BEGIN 567,c\nBEGIN 56789 END -,d\n-----BEGIN x\nMIIB\n-----END x----- \n,e\n-----BEGIN x\n0123456789abcde.\n0123456789abcdef.\n-----END y\n-----END x-----,f\n",
		`{"result":[{"name":"glide.httpclient.x","value":{"value":"1"}},{"name":"glide.httpclient.y","password":{"value":"s","display_value":"t"},"value":"2"},{"name":"glide.httpclient.z","passphrase":{"other":"s"},"value":"","password":"","url":{"password":"s"}}]}`,
		`{"result":[{"name":"glide.httpclient.x","value":"\ud7ff\ud800\udbff\udc00\udfff\ue000\udc01"},{"name":"glide.httpclient.y","value":"\uD83D\uDE00 \uDE00"},{"name":"glide.httpclient.z","value":[1,"2",{"value":"3"}]}]}`,
		`{"result":[{"name":"glide.httpclient.x","value":"\ud801\udc00"},` + strings.Repeat("[", maxLevels-2) + `],{"name":"glide.httpclient.y","value":"2"}]}`,
		`{"result":[{"name":"glide.httpclient.x","value":true},{"":"a","value":"b"},{"name":"glide.httpclient.y" ,"value" :"5" },{"name":"glide.httpclient.z","value":nullable},"text",null,[["x"]]]} x {"result":1}`,
		`{"result":{"value":"1"},"name":"glide.httpclient.x"}`, `{"result":{"name":{"display_value":"glide.httpclient.x","value":""},"value":"2"}}}`, `{"records":{"value":"1","unwanted":{"value":"2"}}}`,
		`{"result":[{"name":"glide.httpclient.x","value":"cut`, `{"result":[{"name":"glide.httpclient.x","value":"v","cut`, `{"result":[{"name":"glide.httpclient.x","value":5`, `"result": 5`, "{\"result\"\t:[{\"name\":\"glide.httpclient.x\",\r\"value\":\"7\"}]}",
		"<sys_properties>\n<name>glide.httpclient.x</name><value>1</value><value>2</value></unload><name>glide.httpclient.y</name>", "<sys_properties><name>glide.httpclient.x</name><value>1</value></xml><sys_properties><name>glide.httpclient.y</name><value>2</value></sys_properties>",
		"<sys_properties><NAME>glide.httpclient.x</NAME><value >1</value ></sys_properties >", "<sys_properties><name>glide.httpclient.x</name><value display_value=>1</value><x display_value='></sys_properties>", "<sys_properties><name display_value=\"L\"/><value display_value=\"M\"></value></sys_properties>",
		"<sys_protocol_profile><protocol display_value='P'>p</protocol><keystore display_value=\"K &amp; S\">1</keystore><default_port/></sys_protocol_profile>", "<sys_certificate><key_store_password>\n\n" + canary + "</key_store_password><pass_phrase>" + canary + "</pass_phrase><passphrase><![CDATA[" + canary + "]]></passphrase><name>n</name></sys_certificate>",
		"<sys_properties><name>glide.httpclient.x</name><value><b>1</b>2</value><sys_properties></name></sys_properties>", "<sys_properties><name>glide.httpclient.x</name><value>&#x41; &#X42; &#0; &#x110000; &#x10FFFF; &#xD800; &; &#; &abc; <![CDATA[&amp;]]></value></sys_properties>",
		// Of the three forms, what only such a text shows.
		`{"result":[{"name":"glide.httpclient.x","value":"1",` + strings.Repeat("[", maxLevels), `{"result":[{"name":"glide.httpclient.x",` + strings.Repeat(`"value":{`, maxLevels) + `"value":"2"`,
		`{"result":[{"name":"bare","pem_certificate":` + string(must(json.Marshal("Root CA\n"+wrapped(base64Of(root.DER), 64)))) + `}]}`,
		"-\n" + strings.TrimSuffix(root.PEM(), "-----END CERTIFICATE-----\n") + `{"result":[{"pem_certificate":` + pem + `,"name":"n"}]}`,
		`{"result":[{"pem_certificate":"","name":"n"}]}` + "\n<sys_properties><name>glide.httpclient.x</name>\n<value>" + issuing.PEM() + "</value></sys_properties>",
		`{"result":[{"name":"without END","pem_certificate":` + string(must(json.Marshal(strings.TrimSuffix(root.PEM(), "-----END CERTIFICATE-----\n")))) + `},{"name":"damaged and good","pem_certificate":` + string(must(json.Marshal(damagedPEM(issuing)+root.PEM()))) + `}]}`,
		`{"result":[{"response_status":"0","url":"https://a.test:8443/x","url_hostname":"b.test"}]}`,
		"name,value\n" + strings.Repeat(" ", 19) + "\"  \nglide.httpclient.x\",1\nglide.httpclient.y,2\n", "name,value\nglide.httpclient.xy,   \nglide.httpclient.y,2\n", "name,value\n" + strings.Repeat(" ", 20) + "glide.httpclient.x,1\n", "name,value\n\"glide.httpclient.x\n\n\",1\nglide.httpclient.y,2\n", "name,value\nglide.httpclient.xyz  \nglide.httpclient.y,2\n", "name,value\nglide.httpclient.x,\"1\n\n2\"\n",
		"pem_certificate,name\n-----BEGIN x-----\n\nMIIB\n-----END x-----,a\n,b\n", "pem_certificate,name\n\"-----BEGIN x-----\nMIIB\nthe rest was cut.\n\",a\n,b\n", "pem_certificate,name\n-----BEGIN x-----\nMIIB\nQw==\n-----END x-----,a\n,b\n",
		"pem_certificate,name\n-----BEGIN x-----\nMIIB\n0123456789abcdef.\n-----END x-----,a\n,b\n", "pem_certificate,name\n-----BEGIN x-----\nMIIB\n0123456789abcde.\n-----END x-----,a\n,b\n", "name,pem_certificate\na,\"-----BEGIN x-----\nMIIB\"\nb23456789012345678,\n", "name,pem_certificate\na,-----BEGIN x-----\nMIIB\n-----END x\nb,\n",
		"name,value\nglide.httpclient.x,\"a\"b\"c\nglide.httpclient.y,2\n", "name,value\nglide.httpclient.x,\"open\n", "name,pem_certificate\na,-----BEGIN x-----\nMIIB\n",
		`[{"name":"n","pem_certificate":` + pem + `}]`, `answer: {"result":[{"name":"glide.httpclient.x","value":"7"}]}`, `{"result":[{"name":"glide.httpclient.x","value":"one piece and another piece"},5]}`, `{"records":["pem_certificate","` + "\n" + root.PEM() + `"]}`, `{"result":[{"name":"glide.httpclient.x","value":"a\nb"}]}`,
		`{"result":[{"key_store_password":"s","pem_certificate":""}]}`, `{"result":[{"key_store_password":null,"pem_certificate":""}]}`, `{"result":[{"passphrase":{"link":"s"},"pem_certificate":""}]}`, `{"result":[{"passphrase":{"value":"s"},"pem_certificate":""}]}`, `{"result":[{"passphrase":{"display_value":"s"},"pem_certificate":""}]}`,
		`{"result":[{"pem_certificate":"","user":{"link":"x"}}]}`, `{"result":[{"name":"glide.httpclient.x","value":{"a":{"value":"1"},"b":{"value":"2"},"value":"7"}}]}`, `{"records":{"item":{"name":"glide.httpclient.x","value":"1"}}}`, `{"result":{"pem_certificate":` + pem + `}}`,
		"<sys_properties\naction='x'><name>glide.httpclient.x</name><value\ndisplay_value='L'>1</value></sys_properties>", "<sys_properties><name>glide.httpclient.x</name><value><![CDATA[1\n]]></value></sys_properties>", "<sys_protocol_profile><protocol>p</protocol><keystore\ndisplay_value='K'>1</keystore></sys_protocol_profile>",
		"<sys_properties><value/\n><name>glide.httpclient.x</name></sys_properties>", "<sys_certificate><name>n</name><key_store_password>a\nb</key_store_password></sys_certificate>", "<sys_properties><name>glide.httpclient.x</name><value>1</value></xml><name>glide.httpclient.y</name>", "<sys_properties><name>glide.httpclient.x</name><value>1<value>2</value></value></sys_properties>",
		"<sys_certificate><name>n</name><pem_certificate>" + root.PEM() + "</pem_certificate><type>t</type></sys_certificate>", "<sys_certificate><pem_certificate>" + strings.TrimSpace(root.PEM()) + "</pem_certificate><type>t</type></sys_certificate>",
		"<sys_properties><name>glide.httpclient.x</name><" + strings.Repeat("x", maxXMLTag-1) + "\n><value>1</value></sys_properties>", "<sys_properties><name>glide.httpclient.x</name><" + strings.Repeat("x", maxXMLTag) + "\n><value>1</value></sys_properties>",
	} {
		add(fmt.Sprint("text ", i), text)
		add(fmt.Sprint("text ", i, " between certificates"), root.PEM()+text+"\n"+issuing.PEM())
		list = append(list, given{name: fmt.Sprint("text ", i, " alone"), data: []byte(text), alone: newExport, piece: 1 << 20},
			given{name: fmt.Sprint("text ", i, " alone, in pieces"), data: []byte(text), alone: newExport, piece: 20})
	}
	return list
}

// damagedPEM is a certificate whose first time is none.
func damagedPEM(e *testpki.Entity) string {
	der := slices.Clone(e.DER)
	copy(der[bytes.Index(der, []byte("\x17\x0d"))+2:], "99xx")
	return pemBlock("CERTIFICATE", der)
}

// dumpRows are hexadecimal dumps.
func dumpRows() []given {
	c := newCorp()
	der, two := c.leaf.DER, []*testpki.Entity{c.leaf, c.root}
	var list []given
	add := func(name, text string) { list = append(list, given{name: name, data: []byte(text)}) }
	octets := func(format string, width int) string {
		var b strings.Builder
		for i, x := range der {
			fmt.Fprintf(&b, format, x)
			if (i+1)%width == 0 {
				b.WriteByte('\n')
			}
		}
		return b.String() + "\n"
	}
	canonical := hex.Dump(der)
	debug := func(gap string, width int) string {
		var b strings.Builder
		for at := 0; at < len(der); at += width {
			fmt.Fprintf(&b, "%04x - % x%s\n", at, der[at:min(len(der), at+width)], gap+strings.Repeat("a", min(width, len(der)-at)))
		}
		return b.String()
	}
	for name, text := range map[string]string{
		"hexdump": canonical, "xxd": xxd(der), "s_client -debug": "read from 0x5 [0x6]\n" + debug("   ", 16), "of 32": debug("  ", 32), "of 33": debug("  ", 33), "of 24, one blank": debug(" ", 24),
		"plain": hex.EncodeToString(der), "plain in prose": "bytes: " + hex.EncodeToString(der) + " (hex)", "upper": strings.ToUpper(hex.EncodeToString(der)),
		"colons": octets("%02x:", 20), "dashes": octets("%02X-", 20), "C": "x[] = {\n" + octets("0x%02x, ", 12) + "};", "string": "\"" + octets("\\x%02x", 20) + "\"", "C on one line": "x[] = {" + octets("0x%02x,", 9999) + "};",
		"msg": msgOf(two), "msg twice": msgOf(two) + "<<< TLS 1.3, Handshake [length 0004], ServerHelloDone\n    0e 00 00 00\n" + msgOf(two[1:]), "two dumps": canonical + "\n" + hex.Dump(c.root.DER), "two dumps and prose": canonical + "that was it\n" + hex.Dump(c.root.DER),
		"both in one": hex.Dump(slices.Concat(der, c.root.DER)), "cut": canonical[:len(canonical)/2], "without its first row": canonical[79:], "octal": "0000000 " + strings.ReplaceAll(octets(" %02x", 16), "\n", "\n0000020"),
		"in comments": indent(canonical, "# "), "quoted": indent(xxd(der), "> "), "od": indent(octets("%02x ", 16), "0000000 "), "wide gaps": octets("%02x  ", 16), "wider gaps": octets("%02x   ", 16), "fingerprint": "SHA-256: " + hex.EncodeToString(der[:32]),
		"run of 255": hex.EncodeToString(der[:128])[1:], "run of 256": "a: " + hex.EncodeToString(der[:128]), "database": "0x" + hex.EncodeToString(der), "offset of 3": indent(octets("%02x ", 16), "000: "), "offset of 9": indent(octets("%02x ", 16), "000000000: "),
		"inner length": hex.EncodeToString(slices.Concat([]byte{0x30, 0x82, 1, 4, 0x30, 0x82, 1, 0}, make([]byte, 260))), "words of it": octets("%02x %02x", 3), "gap in a row": debug("", 16)[:50] + "    30 82\n" + canonical, "two rows of blanks": strings.ReplaceAll(canonical, "\n", "\n  \n"),
		"mixed marks": octets("%02x:,-", 9), "brackets": "(" + octets("%02x;", 9) + ")", "brace behind words": "x{" + octets("0x%02x,", 9999) + "}", "short": "3082", "bar": strings.ReplaceAll(canonical, "  |", "|"), "tabs": strings.ReplaceAll(canonical, " ", "\t"),
		"header in between": canonical[:790] + "read from 0x1 [0x2]\n" + canonical[790:], "handshake in between": canonical[:790] + "Handshake [length 1]\n" + canonical[790:], "dash offset": strings.ReplaceAll(debug("", 16), " - ", " "), "colon offset": strings.ReplaceAll(debug("   ", 16), " - ", ": "),
		"damaged": hex.EncodeToString(slices.Concat(der[:40], []byte{0xff, 0xff, 0xff}, der[43:])) + "\n" + hex.EncodeToString(c.root.DER),
	} {
		add(name, "x y\n"+text+"\nend\n")
	}
	slices.SortFunc(list, byName)
	for _, g := range slices.Clone(list) {
		g.name, g.alone, g.piece = g.name+", alone", func(s *sink) carrier { return newHexDump(s) }, 1<<20
		list = append(list, g)
	}
	return list
}
