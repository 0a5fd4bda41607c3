package intake

import "strings"

// keytoolLabels are the labels of keytool in the other languages that a JDK
// has had (measured with JDK 17 and 25): German, Spanish, French, Italian,
// Japanese, Korean, Portuguese, Swedish and Chinese.
var keytoolLabels = [...]struct{ label, others string }{
	{"Keystore type: ", "Keystore-Typ|Tipo de Almacén de Claves|Type de fichier de clés|Tipo keystore|キーストアのタイプ|키 저장소 유형|Tipo de área de armazenamento de chaves|Nyckellagertyp|密钥库类型|金鑰儲存庫類型"},
	{"Alias name: ", "Aliasname|Nombre de Alias|Nom d'alias|Nome alias|別名|별칭 이름|Nome do alias|Aliasnamn|别名|別名名稱"},
	{"Entry type: ", "Eintragstyp|Tipo de Entrada|Type d'entrée|Tipo di voce|エントリ・タイプ|항목 유형|Tipo de entrada|Posttyp|条目类型|項目類型"},
	{"Owner: ", "Eigentümer|Propietario|Propriétaire|Proprietario|所有者|소유자|Proprietário|Ägare|擁有者"},
	{"Issuer: ", "Aussteller|Emisor|Emetteur|Émetteur|Emittente|発行者|발행자|Emissor|Utfärdare|发布者|發行人"},
	{"Serial number: ", "Seriennummer|Número de serie|Numéro de série|Numero di serie|シリアル番号|일련 번호|Número de série|Serienummer|序列号|序號"},
	{"Valid from: ", "Gültig von|Válido desde|Valide du|Valido da|有効期間の開始日|적합한 시작 날짜|Válido de|Giltigt från|生效时间|有效期自"},
	{"SHA256: ", "SHA 256"},
	{"Signature algorithm name: ", "Signaturalgorithmusname|Nombre del algoritmo de firma|Nom de l'algorithme de signature|Nome algoritmo firma|署名アルゴリズム名|서명 알고리즘 이름|Nome do algoritmo de assinatura|Signaturalgoritmnamn|签名算法名称|簽章演算法名稱"},
	{"Subject Public Key Algorithm: ", "Public Key-Algorithmus von Subject|Public-Key-Algorithmus von Subject|Algoritmo de clave pública de asunto|Algorithme de clé publique du sujet|Algoritmo di chiave pubblica oggetto|サブジェクト公開キー・アルゴリズム|주체 공용 키 알고리즘|Algoritmo de Chave Pública do Assunto|Algoritm för öppen nyckel för ämne|主体公共密钥算法|主體公開金鑰演算法"},
}

// keytoolRow is a row of keytool with the label that it has in English.
func keytoolRow(text string) string {
	for _, l := range keytoolLabels {
		for others := l.others; others != ""; {
			var label string
			label, others, _ = strings.Cut(others, "|")
			// French has a blank before the colon, and none at the dates.
			if rest, ok := strings.CutPrefix(text, label); ok && rest != "" && (rest[0] == ':' || rest[0] == ' ') {
				return l.label + strings.TrimLeft(rest, ": ")
			}
		}
	}
	return text
}

// gotNone reports whether keytool says that no certificate came: whatever the
// reason is, a refused connection as well, it says the same (measured with JDK
// 17 and 25).
func gotNone(text string) bool {
	_, said, _ := strings.Cut(text, "java.lang.Exception: ")
	return strings.Contains(noneFromServer, "|"+said+"|")
}

const noneFromServer = "|No certificate from the SSL server|Kein Zertifikat vom SSL-Server|Ningún certificado del servidor SSL|Aucun certificat du serveur SSL|Nessun certificato dal server SSL|SSLサーバーからの証明書がありません|SSL 서버에서 가져온 인증서가 없습니다.|Não é um certificado do servidor SSL|Inget certifikat från SSL-servern|没有来自 SSL 服务器的证书|沒有來自 SSL 伺服器的憑證|"

// validity takes the two dates out of a row: each has six words, and what
// stands between them is of the language.
func validity(text string) (from, until string) {
	if from, until, ok := strings.Cut(text, " until: "); ok {
		return from, until
	}
	f := strings.Fields(text)
	if len(f) < 12 {
		return text, ""
	}
	return strings.Join(append(f[:5:5], digits(f[5])), " "), strings.Join(f[len(f)-6:], " ")
}
