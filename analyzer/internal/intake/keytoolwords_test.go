package intake

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"missinglink/analyzer/internal/evidence"
)

// The rows that keytool prints of a store, in every language that a JDK has:
// the type, the alias, the type of the entry, and of the certificate its
// owner, issuer, serial number, dates, fingerprint, algorithm and key.
var keytoolListings = map[string]string{
	"en":      "Keystore type: JKS\n\nAlias name: %s\nEntry type: %s\nOwner: CN=Corp, C=DE\nIssuer: CN=Root, C=DE\nSerial number: 3ec\nValid from: Fri Nov 27 06:08:27 UTC 2026 until: Mon Nov 24 06:08:27 UTC 2036\n\t SHA256: 0A:1B\nSignature algorithm name: SHA256withRSA\nSubject Public Key Algorithm: 2048-bit RSA key\n",
	"de":      "Keystore-Typ: JKS\n\nAliasname: %s\nEintragstyp: %s\nEigentümer: CN=Corp, C=DE\nAussteller: CN=Root, C=DE\nSeriennummer: 3ec\nGültig von: Fri Nov 27 06:08:27 UTC 2026 bis: Mon Nov 24 06:08:27 UTC 2036\n\t SHA256: 0A:1B\nSignaturalgorithmusname: SHA256withRSA\nPublic Key-Algorithmus von Subject: 2048-Bit-RSA-Schlüssel\n",
	"es":      "Tipo de Almacén de Claves: PKCS12\n\nNombre de Alias: %s\nTipo de Entrada: %s\nPropietario: CN=Corp, C=DE\nEmisor: CN=Root, C=DE\nNúmero de serie: 3ec\nVálido desde: Fri Nov 27 06:08:27 UTC 2026 hasta: Mon Nov 24 06:08:27 UTC 2036\n\t SHA256: 0A:1B\nNombre del algoritmo de firma: SHA256withRSA\nAlgoritmo de clave pública de asunto: Clave RSA de 2048 bits\n",
	"fr":      "Type de fichier de clés : PKCS12\n\nNom d'alias : %s\nType d'entrée : %s\nPropriétaire : CN=Corp, C=DE\nEmetteur : CN=Root, C=DE\nNuméro de série : 3ec\nValide du Fri Nov 27 06:08:27 UTC 2026 au Mon Nov 24 06:08:27 UTC 2036\n\t SHA 256: 0A:1B\nNom de l'algorithme de signature : SHA256withRSA\nAlgorithme de clé publique du sujet : Clé RSA 2048 bits\n",
	"it":      "Tipo keystore: PKCS12\n\nNome alias: %s\nTipo di voce: %s\nProprietario: CN=Corp, C=DE\nEmittente: CN=Root, C=DE\nNumero di serie: 3ec\nValido da: Fri Nov 27 06:08:27 UTC 2026 a: Mon Nov 24 06:08:27 UTC 2036\n\t SHA256: 0A:1B\nNome algoritmo firma: SHA256withRSA\nAlgoritmo di chiave pubblica oggetto: Chiave RSA a 2048 bit\n",
	"ja":      "キーストアのタイプ: PKCS12\n\n別名: %s\nエントリ・タイプ: %s\n所有者: CN=Corp, C=DE\n発行者: CN=Root, C=DE\nシリアル番号: 3ec\n有効期間の開始日: Fri Nov 27 06:08:27 UTC 2026終了日: Mon Nov 24 06:08:27 UTC 2036\n\t SHA256: 0A:1B\n署名アルゴリズム名: SHA256withRSA\nサブジェクト公開キー・アルゴリズム: 2048ビットRSAキー\n",
	"ko":      "키 저장소 유형: JCEKS\n\n별칭 이름: %s\n항목 유형: %s\n소유자: CN=Corp, C=DE\n발행자: CN=Root, C=DE\n일련 번호: 3ec\n적합한 시작 날짜: Fri Nov 27 06:08:27 UTC 2026 종료 날짜: Mon Nov 24 06:08:27 UTC 2036\n\t SHA256: 0A:1B\n서명 알고리즘 이름: SHA256withRSA\n주체 공용 키 알고리즘: 2048비트 RSA 키\n",
	"pt":      "Tipo de área de armazenamento de chaves: PKCS12\n\nNome do alias: %s\nTipo de entrada: %s\nProprietário: CN=Corp, C=DE\nEmissor: CN=Root, C=DE\nNúmero de série: 3ec\nVálido de: Fri Nov 27 06:08:27 UTC 2026 até: Mon Nov 24 06:08:27 UTC 2036\n\t SHA256: 0A:1B\nNome do algoritmo de assinatura: SHA256withRSA\nAlgoritmo de Chave Pública do Assunto: Chave RSA de 2048 bits\n",
	"sv":      "Nyckellagertyp: PKCS12\n\nAliasnamn: %s\nPosttyp: %s\nÄgare: CN=Corp, C=DE\nUtfärdare: CN=Root, C=DE\nSerienummer: 3ec\nGiltigt från: Fri Nov 27 06:08:27 UTC 2026, till: Mon Nov 24 06:08:27 UTC 2036\n\t SHA256: 0A:1B\nSignaturalgoritmnamn: SHA256withRSA\nAlgoritm för öppen nyckel för ämne: 2048-bitars RSA-nyckel\n",
	"zh":      "密钥库类型: PKCS12\n\n别名: %s\n条目类型: %s\n所有者: CN=Corp, C=DE\n发布者: CN=Root, C=DE\n序列号: 3ec\n生效时间: Fri Nov 27 06:08:27 UTC 2026, 失效时间: Mon Nov 24 06:08:27 UTC 2036\n\t SHA256: 0A:1B\n签名算法名称: SHA256withRSA\n主体公共密钥算法: 2048 位 RSA 密钥\n",
	"zh (TW)": "金鑰儲存庫類型: PKCS12\n\n別名名稱: %s\n項目類型: %s\n擁有者: CN=Corp, C=DE\n發行人: CN=Root, C=DE\n序號: 3ec\n有效期自: Fri Nov 27 06:08:27 UTC 2026 到: Mon Nov 24 06:08:27 UTC 2036\n\t SHA256: 0A:1B\n簽章演算法名稱: SHA256withRSA\n主體公開金鑰演算法: 2048 位元的 RSA 金鑰\n",
}

func TestKeytoolLanguages(t *testing.T) {
	for language, form := range keytoolListings {
		head, entry, _ := strings.Cut(strings.Replace(form, "0A:1B", strings.Repeat("0A:", 31)+"1B", 1), "\n\n")
		text := head + "\n\n" + fmt.Sprintf(entry, "one", "trustedCertEntry") + fmt.Sprintf(entry, "two", "PrivateKeyEntry") +
			head + "\n\n" + fmt.Sprintf(entry, "three", "trustedCertEntry")
		ev := readAll(t, []byte(text))
		require.Equal(t, "keytool", ev.Inputs[0].Kind, language)
		var got []string
		for i, s := range ev.Stores {
			for _, r := range s.Records {
				x := r.Certificate
				got = append(got, fmt.Sprint(i, r.Name, r.HasKey, x.Subject.CommonName(), x.Issuer.CommonName(), x.Serial, x.NotBefore.Format(" 2006-01-02"), x.NotAfter.Format(" 2006-01-02 "), x.Fingerprint, x.SignatureAlgorithm, x.Key.Algorithm, x.Key.Bits))
			}
		}
		rest := "CorpRoot3ec 2026-11-27 2036-11-24 " + strings.Repeat("0a", 31) + "1bSHA256withRSARSA2048"
		require.Equal(t, []string{"0onefalse" + rest, "0twotrue" + rest, "1threefalse" + rest}, got, language)
	}
}

// What stands between two dates is of the language; one date is the first.
func TestKeytoolDates(t *testing.T) {
	const a, b = "Fri Nov 27 06:08:27 UTC 2026", "Mon Nov 24 06:08:27 UTC 2036"
	for text, want := range map[string][2]string{
		a + " until: " + b: {a, b}, "11/27/26 until: 11/24/36": {"11/27/26", "11/24/36"}, a + " bis: " + b: {a, b}, a + "終了日: " + b: {a, b}, a + " 到 " + b: {a, b},
		a: {a, ""}, "": {"", ""}, a + " Mon Nov 24 06:08:27 2036": {a + " Mon Nov 24 06:08:27 2036", ""},
	} {
		from, until := validity(text)
		require.Equal(t, want, [2]string{from, until}, text)
	}
}

// A row is known by its whole label.
func TestKeytoolRows(t *testing.T) {
	for text, want := range map[string]string{
		"Aliasname: a": "Alias name: a", "Nom d'alias : a": "Alias name: a", "Valide du Fri": "Valid from: Fri", "別名名稱: a": "Alias name: a", "別名: a": "Alias name: a",
		"Aliasname": "Aliasname", "Aliasnamen: a": "Aliasnamen: a", "Alias name: a": "Alias name: a", "xAliasname: a": "xAliasname: a", "": "",
	} {
		require.Equal(t, want, keytoolRow(text), text)
	}
	for _, text := range []string{"Aliasname: a\n", "the store is : JKS\n", "Subject: primer: CN=a\n"} {
		ev := readAll(t, []byte(text+"Hello,\nthis is text.\n"))
		require.Empty(t, ev.Certificates, text)
	}
	require.Equal(t, evidence.RoleUnknown, readAll(t, []byte("Aliasname: a\n")).Stores[0].Role)
}

// keytool ends with one sentence when no certificate came; other exceptions are
// none of its.
func TestKeytoolGotNone(t *testing.T) {
	for _, row := range []string{
		"keytool error: java.lang.Exception: No certificate from the SSL server", "Keytool-Fehler: java.lang.Exception: Kein Zertifikat vom SSL-Server",
		"error de herramienta de claves: java.lang.Exception: Ningún certificado del servidor SSL", "erreur keytool : java.lang.Exception: Aucun certificat du serveur SSL",
		"Errore keytool: java.lang.Exception: Nessun certificato dal server SSL", "keytoolエラー: java.lang.Exception: SSLサーバーからの証明書がありません",
		"keytool 오류: java.lang.Exception: SSL 서버에서 가져온 인증서가 없습니다.", "erro de keytool: java.lang.Exception: Não é um certificado do servidor SSL",
		"nyckelverktygsfel: java.lang.Exception: Inget certifikat från SSL-servern", "keytool 错误： java.lang.Exception: 没有来自 SSL 服务器的证书", "金鑰工具錯誤: java.lang.Exception: 沒有來自 SSL 伺服器的憑證",
	} {
		ev := readAll(t, []byte("$ keytool -printcert -sslserver api.example.test:8443\n"+row+"\n"))
		require.Len(t, ev.Sessions, 1, row)
		s := ev.Sessions[0]
		require.True(t, s.NoPeerCertificate, row)
		require.Equal(t, []any{"keytool", "api.example.test", "8443", row, 2, "keytool"}, []any{s.Source, s.Host, s.Port, s.Quote.Text, s.Quote.Line, ev.Inputs[0].Kind})
	}
	for _, row := range []string{
		"keytool error: java.lang.Exception: Keystore file does not exist: x", "No certificate from the SSL server", "x: java.lang.Exception: certificate", "x: java.lang.Exception: ",
	} {
		require.Empty(t, readAll(t, []byte("$ keytool -printcert -sslserver api.example.test:8443\n"+row+"\n")).Sessions, row)
	}
	// Behind a chain it belongs to another run.
	ev := readAll(t, []byte("Certificate #0\nOwner: CN=Corp\nIssuer: CN=Root\n\nkeytool error: java.lang.Exception: No certificate from the SSL server\n"))
	require.Len(t, ev.Sessions, 2)
	require.False(t, ev.Sessions[0].NoPeerCertificate)
	require.True(t, ev.Sessions[1].NoPeerCertificate)
}
