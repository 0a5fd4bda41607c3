package intake

import (
	"strings"

	"missinglink/analyzer/internal/cert"
	"missinglink/analyzer/internal/evidence"
)

// exportReader reads exports of the platform's tables: XML with and without
// <unload>, the Table API's JSON, JSONv2 and CSV. The three forms are told
// apart by their first line and handed, row by row, to take. Columns that
// nobody needs are dropped as they come by, the key store's password always.
type exportReader struct {
	s      *sink
	form   exportForm
	tables map[string]*evidence.Store
	order  []string
	// from and to are the lines of the export that is being read or was read
	// last: the certificates there are records.
	from, to int
	pem      bool // it has a column of certificates
	noted    map[string]int
}

// exportForm reads one form of export.
type exportForm interface {
	// line reads a line and reports whether the export goes on.
	line(l line) (more bool)
	end()
}

// A row is one record of an export: the wanted columns, and where it stands.
type row struct {
	table string
	cells map[string]string
	// labels are the display values where they differ from the values.
	labels map[string]string
	line   int
	form   string // xml, json or csv
}

// maxCell is one field: a bundle of 100 certificates.
const maxCell = maxBlock

// wanted are the columns that mean something here, by table or in all.
var wanted = map[string]bool{
	"name": true, "active": true, "type": true, "format": true, "expires": true, "valid_from": true,
	"pem_certificate": true, "subject": true, "issuer": true, "user": true, "publish_status": true,
	"sys_class_name": true, "value": true, "protocol": true, "default_port": true, "keystore": true,
	"url_hostname": true, "hostname": true, "url": true, "endpoint": true, "response_status": true,
	"http_status": true, "status": true, "method": true, "sys_created_on": true,
}

// secretColumn recognises the columns that never leave the parser.
func secretColumn(name string) bool {
	return strings.Contains(name, "password") || strings.Contains(name, "passphrase")
}

// columnName is a column as the database names it.
func columnName(text string) string {
	text = strings.ToLower(strings.TrimSpace(text))
	return strings.NewReplacer(" ", "_", "-", "_", "\u00a0", "_").Replace(strings.TrimPrefix(text, "\ufeff"))
}

// headed is the column under a heading of a list: its name or its label.
func headed(text string) string {
	text = columnName(text)
	for _, c := range labelled {
		if oneOf(text, c.labels) {
			return c.column
		}
	}
	return text
}

// labelled are the columns of a certificate record by the labels that a list
// export gives them: German, French, Spanish, Italian, Portuguese, Dutch,
// Japanese, Korean and Chinese.
var labelled = [...]struct{ column, labels string }{
	{"name", "nom nombre nome naam 名前 이름 名称 名稱"},
	{"active", activeWords},
	{"type", "typ tipo タイプ 種類 유형 类型 類型"},
	{"format", "formato formaat フォーマット 形式 형식 格式"},
	{"expires", "läuft_ab ablaufdatum gültig_bis expire expiration expira caduca vence scade scadenza verloopt 有効期限 期限 만료 到期 过期"},
	{"pem_certificate", "pem_zertifikat certificat_pem certificado_pem certificato_pem pem_certificaat pem_証明書 pem証明書 pem_인증서 pem_证书 pem证书 pem_憑證 pem憑證"},
}

// activeWords are the column Active.
const activeWords = "active aktiv actif activo attivo ativo actief アクティブ 有効 활성 활성화 활성화됨 活动 活動 激活 启用 啟用 有效 使用中"

// oneOf reports whether a word, in lower case, is one of those of a list.
func oneOf(word, list string) bool {
	for _, w := range strings.Fields(list) {
		if w == word {
			return true
		}
	}
	return false
}

func newExport(s *sink) carrier {
	return &exportReader{s: s, tables: map[string]*evidence.Store{}, noted: map[string]int{}}
}

func (e *exportReader) triggers() []string {
	return []string{
		"<sys_certificate", "<sys_ca_certificate", "<sys_user_certificate", "<sys_properties", "<sys_protocol_profile",
		"<sys_outbound_http_log", "\"result\"", "\"records\"", "pem_certificate", "pem certificate", "response_status",
		"name,value", "name\",\"value", "default_port", "expires",
		",pem", ";pem", "\tpem", "\"pem", "certificat pem", "certificado pem", "certificato pem", // labels in other languages
	}
}

func (e *exportReader) line(l line) bool {
	if e.form == nil {
		e.form = e.begin(l)
		if e.form == nil {
			return false
		}
		e.from, e.pem = l.number, false
	}
	e.to = l.number
	if e.form.line(l) {
		return true
	}
	e.form.end()
	e.form = nil
	return false
}

// begin tells the form of the export that a line begins.
func (e *exportReader) begin(l line) exportForm {
	t := strings.TrimLeft(strings.TrimPrefix(l.text, "\ufeff"), " \t")
	for _, name := range xmlTables {
		if strings.Contains(l.text, "<"+name) {
			return &exportXML{e: e, drop: true}
		}
	}
	if jsonStart(t) >= 0 {
		return &exportJSON{e: e}
	}
	if separator := csvHeader(t); separator != 0 {
		return &exportCSV{e: e, separator: separator}
	}
	if csvList(t) {
		e.s.damage(evidence.Damage{Kind: "no-certificate", Detail: evidence.WithoutPEMColumn, Quote: e.s.quote(l)})
	}
	return nil
}

func (e *exportReader) end() {
	if e.form != nil {
		e.form.end()
	}
	for _, name := range e.order {
		e.s.store(*e.tables[name])
	}
}

// claim takes the certificates that the PEM reader finds in an export; take
// has read them from their records.
func (e *exportReader) claim(_ *cert.Certificate, first int) bool {
	return e.pem && first >= e.from && first <= e.to
}

// take makes evidence of a record.
func (e *exportReader) take(r row) {
	if r.table == "" {
		r.table = tableOf(r)
	}
	switch r.table {
	case "sys_properties":
		e.setting(r)
	case "sys_protocol_profile":
		e.profile(r)
	case "sys_outbound_http_log":
		e.request(r)
	case "sys_certificate", "sys_ca_certificate", "sys_user_certificate":
		e.certificate(r)
	}
}

// deleted tells of a record that the export carries only to delete it.
func (e *exportReader) deleted(r row) {
	e.s.kind(r.table + "-" + r.form)
	e.s.damage(evidence.Damage{Kind: "store-record-deleted", Quote: e.s.quote(line{number: r.line, text: "<" + r.table + " action=\"DELETE\">"})})
}

// tableOf tells a record's table by its columns.
func tableOf(r row) string {
	has := func(names ...string) bool {
		for _, n := range names {
			if _, ok := r.cells[n]; !ok {
				return false
			}
		}
		return true
	}
	if class := r.cells["sys_class_name"]; class != "" && class != "sys_metadata" {
		return class
	}
	switch {
	case has("pem_certificate", "user"):
		return "sys_user_certificate"
	case has("pem_certificate", "publish_status"):
		return "sys_ca_certificate"
	case has("pem_certificate"):
		return "sys_certificate"
	case has("protocol", "default_port"), has("protocol", "keystore"):
		return "sys_protocol_profile"
	case has("response_status"), has("http_status"):
		return "sys_outbound_http_log"
	case has("name", "value"):
		return "sys_properties"
	}
	return ""
}

// cell is a column's value, or its label when it has no value.
func (r row) cell(names ...string) string {
	for _, n := range names {
		if v := strings.TrimSpace(r.cells[n]); v != "" {
			return v
		}
		if v := strings.TrimSpace(r.labels[n]); v != "" {
			return v
		}
	}
	return ""
}

// quote shows a record by its own columns.
func (e *exportReader) quote(r row, names ...string) evidence.Quote {
	var parts []string
	for _, n := range names {
		if v := strings.TrimSpace(r.cells[n]); v != "" {
			parts = append(parts, n+"="+v)
		}
	}
	return e.s.quote(line{number: r.line, text: strings.Join(parts, " ")})
}

// certificate makes a record of a store.
func (e *exportReader) certificate(r row) {
	t := e.tables[r.table]
	if t == nil {
		t = &evidence.Store{Name: r.table, Kind: r.table, Role: e.roleOf(r.table)}
		e.tables[r.table] = t
		e.order = append(e.order, r.table)
	}
	e.s.kind(r.table + "-" + r.form)
	if len(t.Records) >= maxRecords {
		e.s.truncated("maxRecords")
		return
	}
	active := r.cell("active")
	x := evidence.Record{
		Name: quotable(r.cell("name", "subject")), Type: quotable(r.cell("type")), Active: yesOrNo(active),
		Quote: e.quote(r, "name", "active", "type", "expires"),
	}
	if x.Active == evidence.NotKnown {
		x.Unclear = quotable(active)
	}
	x.Expires, _ = javaTime(r.cell("expires"))
	text := r.cell("pem_certificate")
	damaged := e.firstLost(text)
	for _, c := range e.certificatesIn(text) {
		damaged = damaged || c.Damage != ""
		if _, known := e.s.place(c); !known && len(e.s.ev.Certificates) >= maxCertificates {
			e.s.truncated("maxCertificates")
			return
		}
		x.Chain = append(x.Chain, e.s.certificate(c, r.line, -1, false))
	}
	switch {
	case len(x.Chain) > 0:
		x.Certificate = x.Chain[0]
		if damaged {
			x.Trouble = "unreadable"
		}
	case strings.Contains(text, "ENCRYPTED"):
		x.Trouble = "encrypted"
	case text != "":
		x.Trouble = "unreadable"
	case isKeyStoreType(x.Type) || strings.EqualFold(r.cell("format"), "der"):
		x.Trouble, x.Subject = "attachment-only", readName(r.cell("subject"))
	default:
		x.Trouble = "no-certificate"
	}
	if len(x.Chain) == 1 {
		x.Chain = nil
	}
	t.Records = append(t.Records, x)
}

func (e *exportReader) roleOf(table string) evidence.Role {
	switch {
	case e.s.role != evidence.RoleUnknown:
		return e.s.role
	case table == "sys_user_certificate":
		return evidence.RoleClient
	}
	return evidence.RoleStore
}

// isKeyStoreType recognises the types whose content is an attachment.
func isKeyStoreType(text string) bool {
	low := strings.ToLower(text)
	return strings.Contains(low, "key store") || strings.Contains(low, "key_store") || strings.Contains(low, "keystore")
}

// certificatesIn reads a field as any paste is read.
func (e *exportReader) certificatesIn(text string) (list []*cert.Certificate) {
	if !strings.Contains(text, "MI") {
		return nil
	}
	field := &sink{ev: &evidence.Evidence{Inputs: make([]evidence.Input, 1)}, opts: e.s.opts, depth: maxNesting, parsed: e.s.parsed}
	reader := newPEM(field)
	for i, row := range strings.Split(text, "\n") {
		reader.line(line{number: i + 1, text: row})
	}
	reader.end()
	for _, f := range field.ev.Certificates {
		list = append(list, f.Certificate)
	}
	return list
}

// firstLost reports whether a field begins with a certificate that cannot be
// read, before others that can: the instance takes the first for the record's.
func (e *exportReader) firstLost(text string) bool {
	const begin = "-----BEGIN CERT"
	_, rest, _ := strings.Cut(text, begin)
	first, _, more := strings.Cut(rest, begin)
	return more && len(e.certificatesIn(begin+first)) == 0
}

// noWords say no.
const noWords = "false 0 no falsch nein faux non falso não nao onwaar nee いいえ 偽 아니요 아니오 거짓 否 假"

// yesOrNo reads a flag as the database, a form of the platform and a program
// for tables write it, in the languages of labelled.
func yesOrNo(text string) evidence.Tri {
	text = strings.ToLower(text)
	switch {
	case oneOf(text, "true 1 yes wahr ja vrai oui verdadero sí si vero sì verdadeiro sim waar はい 真 예 참 是"):
		return evidence.Yes
	case oneOf(text, noWords):
		return evidence.No
	}
	return evidence.NotKnown
}

// setting notes a property that decides how the platform connects.
func (e *exportReader) setting(r row) {
	name := r.cell("name")
	low := strings.ToLower(name)
	for _, prefix := range settingPrefixes {
		if !strings.HasPrefix(low, prefix) {
			continue
		}
		if secretColumn(low) {
			e.s.removal("password", r.line)
			return
		}
		e.s.kind("sys_properties-" + r.form)
		e.s.setting(evidence.Setting{Name: quotable(name), Value: quotable(r.cells["value"]), Quote: e.quote(r, "name", "value")})
		return
	}
}

// profile notes a protocol profile: its name is the scheme of the URL, and its
// key store a record of sys_certificate.
func (e *exportReader) profile(r row) {
	e.s.kind("sys_protocol_profile-" + r.form)
	for _, column := range []string{"protocol", "default_port", "keystore"} {
		value := r.cells[column]
		if label := r.labels[column]; label != "" {
			value = label
		}
		if value = strings.TrimSpace(value); value != "" {
			e.s.setting(evidence.Setting{
				Name: "sys_protocol_profile." + column, Value: quotable(value),
				Quote: e.quote(r, "protocol", "default_port", "keystore"),
			})
		}
	}
}

// request notes an outbound request that failed below HTTP.
func (e *exportReader) request(r row) {
	e.s.kind("sys_outbound_http_log-" + r.form)
	status := r.cell("response_status", "http_status", "status")
	if status != "0" && status != "-1" {
		return
	}
	args := urlArgs(r.cell("url", "endpoint"))
	if host := r.cell("url_hostname", "hostname"); args == nil && isHost(host) {
		args = map[string]string{"host": host}
	}
	if e.noted[args["host"]]++; e.noted[args["host"]] > maxSame {
		return
	}
	at, _ := javaTime(r.cell("sys_created_on"))
	e.s.signal(evidence.Signal{
		ID: evidence.HTTPNoStatus, At: at, Args: withArg(args, "status", status),
		Quote: e.quote(r, "sys_created_on", "method", "url_hostname", "hostname", "url", "response_status", "http_status", "status"),
	})
}
