package intake

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"missinglink/analyzer/internal/evidence"
)

func TestServiceNowLog(t *testing.T) {
	for _, c := range []struct {
		text string
		id   string
		args map[string]string
	}{
		{"2026-01-12 05:30:37 (590) worker.6 worker.6 txid=f3 HTTPClient WARNING: Request not sent to uri=[https://api.down.test/v1] : java.net.SocketException: Socket is closed",
			evidence.RequestNotSent, map[string]string{"host": "api.down.test"}},
		{"Request not sent to uri= https://api.down.test:8443/v1 : javax.net.ssl.SSLHandshakeException: x",
			evidence.RequestNotSent, map[string]string{"host": "api.down.test", "port": "8443"}},
		{`{"Action Status":{"code":1,"message":"Error: Request not sent to uri=[MAuth://user:pw@api.down.test/v1?a=b] : x"}}`,
			evidence.RequestNotSent, map[string]string{"host": "api.down.test", "scheme": "MAuth"}},
		{"Request not sent to uri=[https://<instance>/v1]", evidence.RequestNotSent, nil},
		{"Error talking to https://www.down.test/server response code: -1 CLASS:x", evidence.HTTPNoStatus, map[string]string{"host": "www.down.test", "status": "-1"}},
		{"POST https://api.down.test/v1 status code: 0", evidence.HTTPNoStatus, map[string]string{"host": "api.down.test", "status": "0"}},
		{"2026-01-12 05:30:37\tPOST\tapi.down.test\t/v1\t0\t1234", evidence.HTTPNoStatus, map[string]string{"host": "api.down.test", "status": "0"}},
		{`"2026-01-12 05:30:37","GET","https://api.down.test/v1","-1","12"`, evidence.HTTPNoStatus, map[string]string{"host": "api.down.test", "status": "-1"}},
	} {
		ev := readAll(t, []byte(c.text+"\n"))
		x := found(ev, c.id)
		require.NotNil(t, x, c.text)
		require.Equal(t, c.args, x.Args, c.text)
		require.NotContains(t, fmt.Sprintf("%+v", ev.Signals), "user:pw")
	}
	for _, text := range []string{
		"2026-01-12 05:30:37\tPOST\tapi.up.test\t/v1\t200\t0", "GET https://api.up.test/ status code: 0x1", "status=0 of job 7",
		"response code: 200 from https://api.up.test/",
	} {
		ev := readAll(t, []byte(text+"\n"))
		require.Nil(t, found(ev, evidence.HTTPNoStatus), text)
	}
}

func TestProperties(t *testing.T) {
	const name = "glide.httpclient.protocol.mauth.class"
	for _, text := range []string{
		name + "=x.Y", name + " = x.Y", name + ": x.Y", name + "\tx.Y\tstring", `"` + name + `","x.Y","string"`,
		`"` + name + `": "x.Y",`, "System property '" + name + "'=x.Y", "-D" + name + "=x.Y",
	} {
		ev := readAll(t, []byte(text+"\n"))
		require.Len(t, ev.Settings, 1, text)
		require.Equal(t, name, ev.Settings[0].Name, text)
		require.Equal(t, "x.Y", ev.Settings[0].Value, text)
	}
	for _, text := range []string{"set " + name + " to empty", "see com.glide.communications.httpclient.", "javax.net.ssl.SSLHandshakeException: x", "my" + name + "=x"} {
		ev := readAll(t, []byte(text+"\n"))
		require.Empty(t, ev.Settings, text)
	}
	ev := readAll(t, []byte("wrapper.java.additional.4=-Djavax.net.ssl.trustStorePassword="+canary+"\nwrapper.java.additional.3=-Djavax.net.ssl.trustStore=/opt/cacerts\n"+name+"=\n"))
	require.Len(t, ev.Settings, 2)
	require.Equal(t, "/opt/cacerts", ev.Settings[0].Value)
	require.Empty(t, ev.Settings[1].Value)
	require.NotContains(t, fmt.Sprintf("%+v", *ev), canary)
}
