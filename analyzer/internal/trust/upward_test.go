package trust_test

import (
	"encoding/hex"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"missinglink/analyzer/internal/cert"
	"missinglink/analyzer/internal/trust"
	"missinglink/analyzer/testpki"
)

// publicCAs is what a leaf-only paste of a public site must lead to, written
// down from the sources without this package's help: issuer name and key
// identifier as the leaf has them; the best certificate to add; what lies
// between it and the root; the root; and since when the JDK has that root.
var publicCAs = []struct{ issuer, aki, fingerprint, links, root, java string }{
	{`CN=YE1,O=Let's Encrypt,C=US`,
		"bb20ca470bfed7e59cf98f092aa38c3745b1bcd8", "a2372d06431e9716365eeed47ec020351497d182fcc038e457e58168a03cac07",
		"Root YE", "ISRG Root X2", "11.0.22, 17.0.10, 21.0.2"},
	{`CN=YR1,O=Let's Encrypt,C=US`,
		"1f2f35be461482cd40b1ae792c5578faf7d468fb", "13949634d99cd6fd6aa80bc034fefacceb1969feef986586713ecdbb05758d3f",
		"Root YR", "ISRG Root X1", "always"},
	{`CN=YE2,O=Let's Encrypt,C=US`,
		"b959f28ecf22f086d33748ff761418ba82d85587", "97658de8c68dfa98ace1e5028a63d54a1aae911b3e21471076c6850cd08cbab4",
		"Root YE", "ISRG Root X2", "11.0.22, 17.0.10, 21.0.2"},
	{`CN=E7,O=Let's Encrypt,C=US`,
		"ae489edc871d44a06fdaa2e560740478c29c0080", "aeb1fd7410e83bc96f5da3c6a7c2c1bb836d1fa5cb86e708515890e428a8770b",
		"", "ISRG Root X1", "always"},
	{`CN=R12,O=Let's Encrypt,C=US`,
		"00b529f22d8e6f31e89b4cad783efadce90cd1d2", "131fce7784016899a5a00203a9efc80f18ebbd75580717edc1553580930836ec",
		"", "ISRG Root X1", "always"},
	{`CN=R13,O=Let's Encrypt,C=US`,
		"e7ab9f0f2c33a053d35e4f78c8b2840e3bd69233", "d3b128216a843f8ef1321501f5df52a5df52939ee2c19297712cd3de4d419354",
		"", "ISRG Root X1", "always"},
	{`CN=DigiCert TLS RSA SHA256 2020 CA1,O=DigiCert Inc,C=US`,
		"b76ba2eaa8aa848c79eab4da0f98b2c59576b9f4", "52274c57ce4dee3b49db7a7ff708c040f771898b3be88725a86fb4430182fe14",
		"", "DigiCert Global Root CA", "always"},
	{`CN=DigiCert Global G2 TLS RSA SHA256 2020 CA1,O=DigiCert Inc,C=US`,
		"748580c066c7df37decfbd2937aa031dbeedcd17", "c8025f9fc65fdfc95b3ca8cc7867b9a587b5277973957917463fc813d0b625a9",
		"", "DigiCert Global Root G2", "always"},
	{`CN=DigiCert SHA2 Extended Validation Server CA,OU=www.digicert.com,O=DigiCert Inc,C=US`,
		"3dd350a5d6a0adeef34a600a65d321d4f8f8d60f", "403e062a2653059113285baf80a0d4ae422c848c9f78fad01fc94bc5b87fef1a",
		"", "DigiCert High Assurance EV Root CA", "always"},
	{`CN=RapidSSL TLS RSA CA G1,OU=www.digicert.com,O=DigiCert Inc,C=US`,
		"0cdb6c82490f4a670ab814ee7ac4485288eb5638", "4422e963ee53cd58cc9f85cd40bf5ffec0095fdf1a154535661c1c06bcadc69b",
		"", "DigiCert Global Root G2", "always"},
	{`CN=Thawte TLS RSA CA G1,OU=www.digicert.com,O=DigiCert Inc,C=US`,
		"a58cfe32cceb0f2cd419c608b80024885dc3c5b7", "4bcc5e234fe81ede4eaf883aa19c31335b0b26e85e066b9945e4cb6153eb20c2",
		"", "DigiCert Global Root G2", "always"},
	{`CN=GeoTrust TLS RSA CA G1,OU=www.digicert.com,O=DigiCert Inc,C=US`,
		"944fd45d8be4a4e2a680fefdd8f900efa3be0257", "c06e307f7cfc1d32fa72a4c033c87b90019af216f0775d64978a2eca6c8a230e",
		"", "DigiCert Global Root G2", "always"},
	{`CN=Encryption Everywhere DV TLS CA - G2,OU=www.digicert.com,O=DigiCert Inc,C=US`,
		"78df91905feedeacf6c575ebd54c5553ef244ab6", "b1ac8cfb181b9c9354e1775fcbdfcfe7898c5cc9a17d76315b57c112eee55234",
		"", "DigiCert Global Root G2", "always"},
	{`CN=Sectigo RSA Domain Validation Secure Server CA,O=Sectigo Limited,L=Salford,ST=Greater Manchester,C=GB`,
		"8d8c5ec454ad8ae177e99bf99b05e1b8018d61e1", "7fa4ff68ec04a99d7528d5085f94907f4d1dd1c5381bacdc832ed5c960214676",
		"", "USERTrust RSA Certification Authority", "always"},
	{`CN=Sectigo Public Server Authentication CA DV R36,O=Sectigo Limited,C=GB`,
		"68c01216180eafcef687a63257a346515dcb0727", "8c54c334b66ba4e426772af4a3f9136c19a1aec729fdb28c535c07a5a4ef22e0",
		"", "Sectigo Public Server Authentication Root R46", "11.0.28, 17.0.16, 21.0.8"},
	{`CN=Sectigo Public Server Authentication CA OV E36,O=Sectigo Limited,C=GB`,
		"4c387a25346bfdf98f1a601c9271aa67f98237eb", "4102bb08b7ea19e567eb6710384c540afdad993af0d9dfbf91ca6273755b8ba0",
		"", "Sectigo Public Server Authentication Root E46", "11.0.28, 17.0.16, 21.0.8"},
	{`CN=ZeroSSL ECC Domain Secure Site CA,O=ZeroSSL,C=AT`,
		"0f6be64bce3947aef67e901e79f0309192c85fa3", "5dd661d3cb33b5005cbed045a223ddc4445aaa41d1acb5df700884cad9ba4195",
		"", "USERTrust ECC Certification Authority", "always"},
	{`CN=cPanel ECC Domain Validation Secure Server CA 3,O=cPanel\, LLC,C=US`,
		"97d9cf5a76a9d336c212b4860261328d16c05a11", "51bd8c23f31269463859c1d5ba099a26ba965d94a0f6af573f95e1976f1c67e0",
		"", "Sectigo Public Server Authentication Root E46", "11.0.28, 17.0.16, 21.0.8"},
	{`CN=GlobalSign RSA OV SSL CA 2018,O=GlobalSign nv-sa,C=BE`,
		"f8ef7ff2cd7867a8de6f8f248d88f1870302b3eb", "b676ffa3179e8812093a1b5eafee876ae7a6aaf231078dad1bfb21cd2893764a",
		"", "GlobalSign Root CA - R3", "always"},
	{`CN=GlobalSign Atlas R3 DV TLS CA 2026 Q1,O=GlobalSign nv-sa,C=BE`,
		"8782f15ab58dbbe5a4e4c70f87e6cc96665883c9", "1a6e1e3107328747396c74b70193d5c4ef72f75a1be5706a5289929bfdb163f2",
		"", "GlobalSign Root CA - R3", "always"},
	{`CN=GlobalSign GCC R46 OV TLS CA 2025,O=GlobalSign nv-sa,C=BE`,
		"69743eafc35b019549ee14415a93fab13098daa2", "d160e2de4e56cb10b66c1cb0adcb79cf93c78dcd9db30c2018220262c04063f9",
		"", "GlobalSign Root R46", "11.0.24, 17.0.12, 21.0.4"},
	{`CN=Amazon RSA 2048 M01,O=Amazon,C=US`,
		"81b80e638a891218e5fa3b3b50959fe6e5901385", "5338ebec8fb2ac60996126d3e76aa34fd0f3318ac78ebb7ac8f6f1361f484b33",
		"", "Amazon Root CA 1", "always"},
	{`CN=Amazon RSA 2048 M04,O=Amazon,C=US`,
		"1f5292615682547f8166d81d3d0aaa325c87dd08", "138bdf6e23ac971eb4e626b279dd6a26f057510f1de394293a5eea2860de019b",
		"", "Amazon Root CA 1", "always"},
	{`CN=Amazon ECDSA 256 M04,O=Amazon,C=US`,
		"2076a0e15926ed45b4027219c24dae7737b41b49", "d241192cce57d438986723972dd6f18b5a3a3456a708e8f273d147223ab6fa5d",
		"", "Amazon Root CA 3", "always"},
	{`CN=WR1,O=Google Trust Services,C=US`,
		"666949d4de2a9c9103cf890e24b80e30036e882e", "b10b6f00e609509e8700f6d34687a2bfce38ea05a8fdf1cdc40c3a2a0d0d0e45",
		"", "GTS Root R1", "11.0.20, 17.0.8"},
	{`CN=WE1,O=Google Trust Services,C=US`,
		"9077923567c4ffa8cca9e67bd980797bcc93f938", "a287ffab762cc69a26d482037edf701f653ce899025c62a7e5cb88bb9b419cbb",
		"", "GlobalSign ECC Root CA - R4", "always"},
	{`CN=AE1,O=Google Trust Services,C=US`,
		"488960f9a37d0cea0024a2dc9f07ce4688a8323a", "812c212e9e45dc5005c7f47411183f5fb2ff1baee184d3354b2e93d78c280164",
		"", "GTS Root R4", "11.0.20, 17.0.8"},
	{`CN=Microsoft Azure RSA TLS Issuing CA 03,O=Microsoft Corporation,C=US`,
		"fe09714055051044d8a48175b89e1ae94a0688c8", "3d3f4b440f933ffd269565eda9e20e8df863c9cbe3651d3b476c5b4f4af5ce28",
		"", "Microsoft RSA Root Certificate Authority 2017", "11.0.20, 17.0.8"},
	{`CN=Microsoft TLS G2 RSA CA OCSP 02,O=Microsoft Corporation,C=US`,
		"b82f33a67c514f7f1f2dd5c8154238a4b20e8f2f", "ea7a25255d111fc3ce4cb8fabe3adf9c27bbe6db203f955066bab4c5a71f3d08",
		"Microsoft TLS RSA Root G2", "DigiCert Global Root G2", "always"},
	{`CN=Go Daddy Secure Certificate Authority - G2,OU=http://certs.godaddy.com/repository/,O=GoDaddy.com\, Inc.,L=Scottsdale,ST=Arizona,C=US`,
		"40c2bd278ecc348330a233d7fb6cb3f0b42c80ce", "973a41276ffd01e027a2aad49e34c37846d3e976ff6a620b6712e33832041aa6",
		"", "Go Daddy Root Certificate Authority - G2", "always"},
	{`CN=Starfield Secure Certificate Authority - G2,OU=http://certs.starfieldtech.com/repository/,O=Starfield Technologies\, Inc.,L=Scottsdale,ST=Arizona,C=US`,
		"254581685026383d3b2d2cbecd6ad9b63db36663", "93a07898d89b2cca166ba6f1f8a14138ce43828e491b831926bc8247d391cc72",
		"", "Starfield Root Certificate Authority - G2", "always"},
	{`CN=Entrust Certification Authority - L1K,OU=(c) 2012 Entrust\, Inc. - for authorized use only,OU=See www.entrust.net/legal-terms,O=Entrust\, Inc.,C=US`,
		"82a27074ddbc533fcf7bd4f7cd7fa760c60a4cbf", "13efb39a2f6654e8c67bd04f4c6d4c90cd6cab5091bcedc73787f6b77d3d3fe7",
		"", "Entrust Root Certification Authority - G2", "always"},
	{`CN=Entrust OV TLS Issuing RSA CA 2,O=Entrust Limited,C=CA`,
		"17d1af0074f955fb5237d884760b5b128a505ac5", "1f927f37470306afc3018ab049e6be1d3c0a3a45ca207f64f532512ba969eb94",
		"", "Sectigo Public Server Authentication Root R46", "11.0.28, 17.0.16, 21.0.8"},
	{`CN=HydrantID Server CA O1,OU=HydrantID Trusted Certificate Service,O=IdenTrust,C=US`,
		"89b89bb69eedfbb0c6bd0dec674e3ca3929d2df9", "8bb2f6883fed289a521ba27c478482950874e143caccec6fc025990c0c46813e",
		"", "IdenTrust Commercial Root CA 1", "always"},
	{`CN=HARICA OV TLS RSA,O=Hellenic Academic and Research Institutions CA,C=GR`,
		"e09b3d7d3563c5ec9d0773a8a78920f44f84fba3", "9fbd886945fb6cb63eebf11077dac980e45368d2458ba5ef0a8d727046fcd292",
		"HARICA TLS RSA Root CA 2021", "Hellenic Academic and Research Institutions RootCA 2015", "11.0.11"},
	{`CN=HARICA OV TLS ECC,O=Hellenic Academic and Research Institutions CA,C=GR`,
		"beb49dacc6ca27bf4ec7d91c83fe5a4e1e97079f", "3293500caa507b1e920a441f277badcbb75002caec6282d23a3578f7817d2380",
		"HARICA TLS ECC Root CA 2021", "Hellenic Academic and Research Institutions ECC RootCA 2015", "11.0.11"},
	{`CN=GEANT TLS RSA 1,O=Hellenic Academic and Research Institutions CA,C=GR`,
		"8601723f8ca970e231065316ce015f5b79c83c3b", "5b678dc44095a52895b63b31f27227f4b36c3e347491bf2bfa691837a5fb8c79",
		"HARICA TLS RSA Root CA 2021", "Hellenic Academic and Research Institutions RootCA 2015", "11.0.11"},
	{`CN=D-TRUST BR CA 1-20-2 2020,O=D-Trust GmbH,C=DE`,
		"2a11632d5375a6ffa8340c12a5f036700eb64267", "b268d16934ab5ba232f179cd9f5c7fc07ea8583a56a9a7c1d6cb58fe0823bf5a",
		"D-TRUST BR Root CA 1 2020", "D-TRUST Root Class 3 CA 2 2009", "always"},
	{`CN=D-TRUST SSL Class 3 CA 1 2009,O=D-Trust GmbH,C=DE`,
		"501932949ac4b5044d56d0c08321d53555b0b17a", "6ac159b4c2bc8e729f3b84642ef1286bcc80d775fe278c740ada468d59439025",
		"", "D-TRUST Root Class 3 CA 2 2009", "always"},
	{`CN=SwissSign RSA TLS OV ICA 2022 - 1,O=SwissSign AG,C=CH`,
		"7c6f0a6f130fd98c246f2634f35c6b436db723b6", "332f9eae3650c77454af14fe1a621a2498fd128773662890a0d12835b3436e23",
		"SwissSign RSA TLS Root CA 2022 - 1", "SwissSign Gold CA - G2", "always"},
	{`CN=Telia RSA DV CA v4,O=Telia Company AB,C=SE`,
		"3aa5add6af35439ff012c66f3aaf7b38ec232b7a", "bf062e12c8bbf2e6685831fe000caf67342e225a8a249187cc3953b38d40de04",
		"Telia RSA TLS Root CA v3", "Telia Root CA v2", "11.0.22, 17.0.10, 21.0.2"},
	{`CN=Telia Server CA v3,O=Telia Finland Oyj,C=FI`,
		"46668d0e072316b0ea4f05eb965adea5eec97ea4", "1281ad8fabe883f209e9636448d1a80c373daa7686c813a270fad48f5f5e589a",
		"", "Telia Root CA v2", "11.0.22, 17.0.10, 21.0.2"},
	{`CN=Actalis Domain Validation Server CA G3,O=Actalis S.p.A.,L=Ponte San Pietro,ST=Bergamo,C=IT`,
		"42836d807c098467fd8057abf126f577c8228271", "3450b6d38290c3ca5d7bb38b71495bbf72c6d0c44dba292245f9bca9843a9fff",
		"", "Actalis Authentication Root CA", "always"},
	{`CN=SSL.com TLS Issuing RSA CA R1,O=SSL Corporation,C=US`,
		"79ba9477a00d19dd34e639a4fc4ca5d25a6df58c", "bfbc39e9fa2b84c9a92337e2344ee2381d8d3d3ae8ea75ef4e48e5807ed80c69",
		"", "SSL.com TLS RSA Root CA 2022", "11.0.25, 17.0.13, 21.0.5"},
	{`CN=Cloudflare TLS Issuing ECC CA 1,O=CLOUDFLARE\, INC.,C=US`,
		"9cc409724718177ba71a89b39235d5e1038cfe92", "2964fd3210ea68faa2b4a849b36243d33f74429d1b43ce019e7b154eac7759ba",
		"SSL.com TLS Transit ECC CA R2", "SSL.com TLS ECC Root CA 2022", "11.0.25, 17.0.13, 21.0.5"},
	{`CN=Certum Domain Validation CA SHA2,OU=Certum Certification Authority,O=Unizeto Technologies S.A.,C=PL`,
		"e531adbf3a1196f483bc503cd4b7909b90eede25", "129fb5de501e24041cd14a81075fd1cde257408d4a353e636912e38bdda2d3fb",
		"", "Certum Trusted Network CA", "always"},
	{`CN=Certainly Intermediate R1,O=Certainly,C=US`,
		"bd979ddfa1d81b2599e30c0406896412d76524c7", "fec41e32ca75c295a6240fa639d3abe3bfb5cb131d6690e2331a176bed2e5bd2",
		"", "Starfield Root Certificate Authority - G2", "always"},
	{`C=US,ST=California,O=Apple Inc.,CN=Apple Public Server RSA CA 12 - G1`,
		"1e5c1791055702fc775ce37043ec6bfdddd2d869", "0b405cfe9a6beb098ffb969121c5f6710f3f7fa9ea101a6418f7af201d3d3938",
		"", "AAA Certificate Services", "always"},
	{`CN=TWCA Secure SSL Certification Authority,O=TAIWAN-CA,C=TW`,
		"92e7fa6216718cf3977142c606a7e046614b5cb6", "1a2c75fd096e0499e9ff6ac74e526f61eaae3edfc8c2ea4436fee0c24d8b7d0e",
		"", "TWCA Global Root CA", "11.0.20, 17.0.8"},
	{`CN=SECOM Passport for Web SR 3.0 CA,O=SECOM Trust Systems CO.\,LTD.,C=JP`,
		"cbef3def8374a1a842f03b4036fa6d8294a92736", "59f8a94c11bcd19fd4e0f1ac4d394e37913ae5fb5862a25a8ecd167ba3b9a3a2",
		"", "Security Communication RootCA2", "always"},
	{`CN=emSign SSL CA - G1,O=eMudhra Technologies Limited,OU=emSign PKI,C=IN`,
		"34d1f7393245404a992b7d896a5769ad95afe337", "47b2efbc3670e7db4b41f22c51fc02ee84fb2dbf3082a49f2c2688122e9210a1",
		"", "emSign Root CA - G1", "11.0.22, 17.0.10, 21.0.2"},
	{`CN=Telekom Security ServerID OV Class 2 CA,O=Deutsche Telekom Security GmbH,C=DE`,
		"1c0593b17fa834308c52e09640a072a3105de0ff", "944ace961db316beb694e01c302c46fed40dc0291729e7daf58550c3cb55e791",
		"", "T-TeleSec GlobalRoot Class 2", "always"},
	{`CN=Certigna Server Authentication OVCP CA G1,2.5.4.97=NTRFR-48146308100036,O=Certigna,C=FR`,
		"291c980b81cb29f3f96d9b0a3155dee42a4084f3", "0a67e28f7167457c8f14d2c95f8a280abf42fa433910679891e47baf9ce756c6",
		"", "Certigna", "11.0.19, 17.0.7"},
	{`CN=Hongkong Post e-Cert SSL CA 3 - 17,O=Hongkong Post,L=Hong Kong,ST=Hong Kong,C=HK`,
		"9237b0709c8e79dbb31913b89ba532c0b7d62762", "cb730c3a5fe958b8bdc5b363892c9f530b33f98a43ce3c2578fce096b4ae233c",
		"Hongkong Post Root CA 3", "GlobalSign Root CA - R3", "always"},
	{`CN=TrustAsia DV TLS RSA CA 2024,O=TrustAsia Technologies\, Inc.,C=CN`,
		"6175054e1af50fc1602020c228d98bb3e2c17db4", "5eb0217b928c2de1170fce110cacc3c89a42492e4f97f5ae1eb8cd54f8a68eeb",
		"TrustAsia TLS RSA Root CA", "Certum Trusted Network CA", "always"},
	{`CN=Gandi RSA Domain Validation Secure Server CA 4,O=Gandi,C=FR`,
		"ea1aede56cb5a22e6a065f8260c8b3511660f031", "2d65144d8a8331e8a812ecdf247195615b6bd55b64a3f9399563c8fcb9d67ca6",
		"", "Sectigo Public Server Authentication Root R46", "11.0.28, 17.0.16, 21.0.8"},
	{`CN=CA de Certificados SSL EV,OU=BZ Ziurtagiri publikoa - Certificado publico EV,O=IZENPE S.A.,C=ES`,
		"c6edfe77fb51564dfcabd5e3b10c13a3bf54e39b", "db476339ccbfcc9e4bd1d6cb606ca27f00679e1ef8a581e7236309b9d63ffe37",
		"", "Izenpe.com", "no"},
	{`CN=CFCA OV OCA,O=China Financial Certification Authority,C=CN`,
		"66b3effb549587e9aca59656aee67ded3ad043d1", "f07bbbde076f9b40c57cc4befede97ca1f53b9ae147f035d284cbf53f3432fb8",
		"", "CFCA EV ROOT", "no"},
	{`CN=e-Szigno Qualified TLS CA 2018,2.5.4.97=VATHU-23584497,O=Microsec Ltd.,L=Budapest,C=HU`,
		"d98d18b8ac23b63b8c17c9eb6eb91700690da08c", "7df800075f5203c017364e81195a9ac9ff00c507d64a70f737d8d3e8cb3f0845",
		"", "e-Szigno Root CA 2017", "no"},
	{`CN=vTrus DV SSL CA,O=iTrusChina Co.\,Ltd.,C=CN`,
		"63affd9fe6696719f5bf18e99cfd75199e2ffbfe", "858d7c95af4af6336da1c697fb56344531c5dc9f673be51603031e530dc6d3aa",
		"", "vTrus Root CA", "no"},
	{`CN=Certigna Services CA,2.5.4.97=NTRFR-48146308100036,OU=0002 48146308100036,O=DHIMYOTIS,C=FR`,
		"acec868f4b371cb87f171b19d0aee84ee3345c12", "07f2ce55ca1aa6cb992719b1e423c1d02c1ea759a6e2eab4e150c88282e22550",
		"", "Certigna Root CA", "11.0.21, 17.0.9, 21.0.1"},
	{`CN=Certigna Wild CA,2.5.4.97=NTRFR-48146308100036,OU=0002 48146308100036,O=DHIMYOTIS,C=FR`,
		"8e7c17b7bcf7c3b498d6b63599222ac4c39e2467", "b8d5d65c23ff9d8c902ffe6bec1dd2f20693af20e98ae47751f1ecb298127b6e",
		"", "Certigna Root CA", "11.0.21, 17.0.9, 21.0.1"},
}

func TestLeafOnlyOfAPublicSite(t *testing.T) {
	pki := testpki.New(5)
	key := pki.NewKey(testpki.P256)
	for _, ca := range publicCAs {
		issuer := issuerName(ca.issuer)
		t.Run(issuer[0].Value, func(t *testing.T) {
			aki, err := hex.DecodeString(ca.aki)
			require.NoError(t, err)
			// Signed by somebody else: the facts go by name and identifier.
			leaf := pki.SelfSigned("api.example.test", testpki.WithKey(key), testpki.CA(false),
				testpki.IssuerName(issuer), testpki.AKI(aki)).Certificate()

			found := trust.Lookup(leaf.Issuer, leaf.AKI)
			require.NotEmpty(t, found)
			best := found[0]
			require.Equal(t, ca.fingerprint, best.SHA256)
			require.Equal(t, aki, best.SKI)
			require.True(t, best.SubjectName.Equal(leaf.Issuer))
			require.Equal(t, "https://crt.sh/?q="+ca.fingerprint, best.Page)

			links, root, ok := trust.Upward(best)
			require.True(t, ok)
			var names []string
			for _, link := range links {
				names = append(names, link.CommonName)
			}
			require.Equal(t, ca.links, strings.Join(names, " < "))
			require.Equal(t, ca.root, root.Name)
			require.Equal(t, ca.java, inJava(root))
			require.Equal(t, root.InOpenJDK, best.ReachesOpenJDK)

			byName := trust.Lookup(cert.ReadName(leaf.Issuer.String()), nil)
			require.NotEmpty(t, byName, "the printed name alone finds it too")
		})
	}
}

// issuerName encodes a name as these CAs do: 2.5.4.97 is compared byte by byte.
func issuerName(text string) testpki.Name {
	name := testpki.ParseName(text)
	for i := range name {
		if name[i].Type == "2.5.4.97" {
			name[i].String = testpki.UTF8
		}
	}
	return name
}

func inJava(r trust.Root) string {
	switch {
	case !r.InOpenJDK:
		return "no"
	case r.Since == "":
		return "always"
	}
	return r.Since
}

func TestLookupIsNotFooled(t *testing.T) {
	name := func(text string) cert.Name { return cert.ReadName(text) }
	r12, _ := hex.DecodeString("00b529f22d8e6f31e89b4cad783efadce90cd1d2")
	require.NotEmpty(t, trust.Lookup(name("CN=R12, O=Let's Encrypt, C=US"), r12))
	tests := map[string]struct {
		issuer string
		aki    []byte
	}{
		"a private CA that copied a key identifier":    {"CN=Corp Issuing CA, O=Example", r12},
		"a public name with another key":               {"CN=R12, O=Let's Encrypt, C=US", []byte("another key entirely")},
		"the same common name of another organisation": {"CN=R12, O=Example, C=US", nil},
		"no name": {"", nil},
	}
	for what, test := range tests {
		t.Run(what, func(t *testing.T) { require.Empty(t, trust.Lookup(name(test.issuer), test.aki)) })
	}
}

// A root's own key reissued in its own name is no intermediate that a server
// could send.
func TestRootItselfIsNoIntermediate(t *testing.T) {
	fnmt := cert.ReadName("OU=AC RAIZ FNMT-RCM, O=FNMT-RCM, C=ES")
	require.Empty(t, trust.Lookup(fnmt, nil))
	root, ok := trust.RootByName(fnmt, nil)
	require.True(t, ok)
	require.True(t, root.InMozilla)
	require.False(t, root.InOpenJDK)
}

// HARICA's new root is in browsers and not in Java; its cross-certificate under
// the root of 2015 is the way in.
func TestBrowserOnlyRootHasACrossCertificate(t *testing.T) {
	name := cert.ReadName("CN=HARICA TLS RSA Root CA 2021, O=Hellenic Academic and Research Institutions CA, C=GR")
	root, ok := trust.RootByName(name, nil)
	require.True(t, ok)
	require.True(t, root.InMozilla)
	require.False(t, root.InOpenJDK)

	found := trust.Lookup(name, root.SKI)
	require.NotEmpty(t, found)
	require.True(t, found[0].Cross)
	require.True(t, found[0].ReachesOpenJDK)
	_, top, ok := trust.Upward(found[0])
	require.True(t, ok)
	require.Equal(t, "Hellenic Academic and Research Institutions RootCA 2015", top.Name)
	require.Equal(t, "11.0.11", top.Since)
	require.Equal(t, "11.0.11", top.SinceFor("11"))
	require.Empty(t, top.SinceFor("17"), "17 had it from its start")

	ov := trust.Lookup(cert.ReadName("CN=HARICA OV TLS RSA, O=Hellenic Academic and Research Institutions CA, C=GR"), nil)
	require.NotEmpty(t, ov)
	ways := trust.Ways(ov[0])
	require.Len(t, ways, 2)
	require.Len(t, ways[0].Links, 1, "by the cross-certificate into the JDK's list")
	require.Empty(t, ways[1].Links, "straight to Mozilla's root")
	require.Equal(t, root.SHA256, ways[1].Root.SHA256)
}

// The address is the one that certificates below name (caIssuers), so only CAs
// with a CA below have one.
func TestDownload(t *testing.T) {
	ye := trust.Lookup(cert.ReadName("CN=Root YE, O=ISRG, C=US"), nil)
	require.NotEmpty(t, ye)
	require.Equal(t, "http://ye.i.lencr.org/", ye[0].Download)
	r12 := trust.Lookup(cert.ReadName("CN=R12, O=Let's Encrypt, C=US"), nil)
	require.NotEmpty(t, r12)
	require.Empty(t, r12[0].Download)
	for i := range trust.Intermediates() {
		if i.Download != "" {
			require.Regexp(t, `^https?://[!-~]+$`, i.Download)
		}
	}
}

func TestStrangersAreUnknown(t *testing.T) {
	for _, id := range []string{"", "zz", "131fce", strings.Repeat("ab", 32), strings.Repeat("z", 64)} {
		_, ok := trust.Known(id)
		require.False(t, ok, id)
		_, _, ok = trust.Upward(trust.Intermediate{SHA256: id})
		require.False(t, ok, id)
		require.Empty(t, trust.Ways(trust.Intermediate{SHA256: id}))
	}
	_, ok := trust.MozillaConstraint(strings.Repeat("ab", 32))
	require.False(t, ok)
}

// A caller may stop listening.
func TestIntermediatesCanBeLeft(t *testing.T) {
	n := 0
	for range trust.Intermediates() {
		if n++; n == 3 {
			break
		}
	}
	require.Equal(t, 3, n)
}
