import java.io.*;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.*;
import java.security.cert.*;
import java.security.cert.Certificate;
import java.util.*;
import javax.net.ssl.*;

/**
 * Asks the JDK's own trust manager about chains: the X509ExtendedTrustManager
 * of the PKIX TrustManagerFactory, with a fixed date, revocation off, and the
 * host name check of an HTTPS client.
 *
 * Reads questions from standard input until it ends, writes one JSON line for
 * each to standard output, in the same order. A question is, big endian:
 * id, date in milliseconds (64 bits), usage ("server", "client"),
 * authentication type, host (empty: no check), sent certificates, anchors.
 * A string or certificate is its length (32 bits) and its bytes; a list is its
 * length (32 bits) and its items. The very first string is how often each
 * question is asked: a trust store is a hash set, and where several anchors
 * fit, the answer may depend on the order in which it yields them.
 *
 * Run it with
 *   java --add-exports java.base/sun.security.validator=ALL-UNNAMED Judge.java
 * The exported package is only used to learn which path was accepted.
 */
public class Judge {
    private static CertificateFactory factory;

    public static void main(String[] args) throws Exception {
        DataInputStream in = new DataInputStream(new BufferedInputStream(System.in, 1 << 16));
        PrintStream out = new PrintStream(
            new BufferedOutputStream(new FileOutputStream(FileDescriptor.out), 1 << 16), false, "UTF-8");
        factory = CertificateFactory.getInstance("X.509");
        int times = Integer.parseInt(text(in));
        out.println("{\"java\":" + quote(System.getProperty("java.runtime.version")) + "}");
        while (true) {
            String id;
            try {
                id = text(in);
            } catch (EOFException end) {
                break;
            }
            Question q = new Question();
            q.at = new Date(in.readLong());
            q.client = text(in).equals("client");
            q.authType = text(in);
            q.host = text(in);
            q.sent = list(in);
            q.anchors = list(in);
            Set<String> answers = new LinkedHashSet<>();
            for (int i = 0; i < times; i++) {
                answers.add(q.answer());
            }
            out.println("{\"id\":" + quote(id) + ",\"answers\":[" + String.join(",", answers) + "]}");
            if (in.available() == 0) {
                out.flush();
            }
        }
        out.flush();
    }

    private static byte[] bytes(DataInputStream in) throws IOException {
        byte[] b = new byte[in.readInt()];
        in.readFully(b);
        return b;
    }

    private static String text(DataInputStream in) throws IOException {
        return new String(bytes(in), StandardCharsets.UTF_8);
    }

    private static List<byte[]> list(DataInputStream in) throws IOException {
        List<byte[]> items = new ArrayList<>();
        for (int n = in.readInt(); n > 0; n--) {
            items.add(bytes(in));
        }
        return items;
    }

    private static class Question {
        Date at;
        boolean client;
        String authType, host;
        List<byte[]> sent, anchors;

        String answer() {
            X509Certificate[] chain;
            PKIXBuilderParameters parameters;
            try {
                chain = parse(sent).toArray(new X509Certificate[0]);
                Set<TrustAnchor> trusted = new HashSet<>();
                for (X509Certificate c : parse(anchors)) {
                    trusted.add(new TrustAnchor(c, null));
                }
                parameters = new PKIXBuilderParameters(trusted, new X509CertSelector());
            } catch (InvalidAlgorithmParameterException e) {
                return refused("path", e);
            } catch (Exception e) {
                return refused("parse", e);
            }
            parameters.setDate(at);
            parameters.setRevocationEnabled(false);
            String stage = "path";
            try {
                X509ExtendedTrustManager manager = manager(parameters);
                ask(manager, chain, "");
                stage = "host";
                if (!host.isEmpty()) {
                    ask(manager, chain, host);
                }
            } catch (Exception e) {
                return refused(stage, e);
            }
            try {
                return accepted(path(parameters, chain));
            } catch (Exception e) {
                return refused("harness", e);
            }
        }

        private void ask(X509ExtendedTrustManager manager, X509Certificate[] chain, String host) throws Exception {
            SSLEngine engine = new Engine(host);
            if (client) {
                manager.checkClientTrusted(chain, authType, engine);
            } else {
                manager.checkServerTrusted(chain, authType, engine);
            }
        }

        private X509Certificate[] path(PKIXBuilderParameters parameters, X509Certificate[] chain) throws Exception {
            String variant = client
                ? sun.security.validator.Validator.VAR_TLS_CLIENT
                : sun.security.validator.Validator.VAR_TLS_SERVER;
            return sun.security.validator.Validator
                .getInstance(sun.security.validator.Validator.TYPE_PKIX, variant, parameters)
                .validate(chain, null, Collections.emptyList(), null, client ? null : authType);
        }
    }

    private static X509ExtendedTrustManager manager(PKIXBuilderParameters parameters) throws Exception {
        TrustManagerFactory f = TrustManagerFactory.getInstance("PKIX");
        f.init(new CertPathTrustManagerParameters(parameters));
        return (X509ExtendedTrustManager) f.getTrustManagers()[0];
    }

    private static List<X509Certificate> parse(List<byte[]> ders) throws Exception {
        List<X509Certificate> list = new ArrayList<>();
        for (byte[] der : ders) {
            list.add((X509Certificate) factory.generateCertificate(new ByteArrayInputStream(der)));
        }
        return list;
    }

    private static String accepted(X509Certificate[] path) throws Exception {
        StringJoiner sums = new StringJoiner(",", "[", "]");
        for (X509Certificate c : path) {
            byte[] sum = MessageDigest.getInstance("SHA-256").digest(c.getEncoded());
            sums.add(quote(String.format("%064x", new BigInteger(1, sum))));
        }
        return "{\"verdict\":\"ACCEPT\",\"sha256\":" + sums + "}";
    }

    private static String refused(String stage, Throwable e) {
        StringJoiner causes = new StringJoiner(",", "[", "]");
        for (Throwable t = e; t != null; t = t.getCause()) {
            String fault = "{\"class\":" + quote(t.getClass().getName())
                + ",\"msg\":" + quote(String.valueOf(t.getMessage()));
            if (t instanceof CertPathValidatorException) {
                CertPathValidatorException v = (CertPathValidatorException) t;
                if (!v.getReason().toString().equals("UNSPECIFIED")) {
                    fault += ",\"reason\":" + quote(v.getReason().toString()) + ",\"index\":" + v.getIndex();
                }
            }
            causes.add(fault + "}");
        }
        return "{\"verdict\":\"REJECT\",\"stage\":" + quote(stage) + ",\"exc\":" + causes + "}";
    }

    private static String quote(String s) {
        StringBuilder b = new StringBuilder("\"");
        for (char c : s.toCharArray()) {
            if (c == '"' || c == '\\') {
                b.append('\\').append(c);
            } else if (c < 0x20 || c > 0x7e) {
                b.append(String.format("\\u%04x", (int) c));
            } else {
                b.append(c);
            }
        }
        return b.append('"').toString();
    }

    /** The moment of a TLS handshake at which the peer's chain has arrived. */
    private static class Engine extends SSLEngine {
        private final String host;

        Engine(String host) {
            super(host.isEmpty() ? null : host, 443);
            this.host = host;
        }

        @Override public SSLSession getHandshakeSession() { return new Session(host); }
        @Override public SSLSession getSession() { return getHandshakeSession(); }
        @Override public SSLParameters getSSLParameters() {
            SSLParameters p = new SSLParameters();
            if (!host.isEmpty()) {
                p.setEndpointIdentificationAlgorithm("HTTPS");
            }
            return p;
        }
        @Override public SSLEngineResult wrap(ByteBuffer[] s, int o, int l, ByteBuffer d) { throw no(); }
        @Override public SSLEngineResult unwrap(ByteBuffer s, ByteBuffer[] d, int o, int l) { throw no(); }
        @Override public Runnable getDelegatedTask() { throw no(); }
        @Override public void closeInbound() { }
        @Override public boolean isInboundDone() { return false; }
        @Override public void closeOutbound() { }
        @Override public boolean isOutboundDone() { return false; }
        @Override public String[] getSupportedCipherSuites() { throw no(); }
        @Override public String[] getEnabledCipherSuites() { throw no(); }
        @Override public void setEnabledCipherSuites(String[] s) { throw no(); }
        @Override public String[] getSupportedProtocols() { throw no(); }
        @Override public String[] getEnabledProtocols() { throw no(); }
        @Override public void setEnabledProtocols(String[] p) { throw no(); }
        @Override public void beginHandshake() { throw no(); }
        @Override public SSLEngineResult.HandshakeStatus getHandshakeStatus() { throw no(); }
        @Override public void setUseClientMode(boolean m) { throw no(); }
        @Override public boolean getUseClientMode() { return true; }
        @Override public void setNeedClientAuth(boolean n) { throw no(); }
        @Override public boolean getNeedClientAuth() { return false; }
        @Override public void setWantClientAuth(boolean w) { throw no(); }
        @Override public boolean getWantClientAuth() { return false; }
        @Override public void setEnableSessionCreation(boolean f) { throw no(); }
        @Override public boolean getEnableSessionCreation() { return true; }
    }

    private static class Session extends ExtendedSSLSession {
        private final String host;

        Session(String host) { this.host = host; }

        @Override public String getPeerHost() { return host; }
        @Override public int getPeerPort() { return 443; }
        @Override public String getProtocol() { return "TLSv1.3"; }
        @Override public String getCipherSuite() { return "TLS_AES_128_GCM_SHA256"; }
        @Override public List<SNIServerName> getRequestedServerNames() { return Collections.emptyList(); }
        @Override public List<byte[]> getStatusResponses() { return Collections.emptyList(); }
        @Override public String[] getLocalSupportedSignatureAlgorithms() { return offered; }
        @Override public String[] getPeerSupportedSignatureAlgorithms() { return offered; }
        @Override public byte[] getId() { return new byte[0]; }
        @Override public SSLSessionContext getSessionContext() { return null; }
        @Override public long getCreationTime() { return 0; }
        @Override public long getLastAccessedTime() { return 0; }
        @Override public void invalidate() { }
        @Override public boolean isValid() { return true; }
        @Override public void putValue(String n, Object v) { }
        @Override public Object getValue(String n) { return null; }
        @Override public void removeValue(String n) { }
        @Override public String[] getValueNames() { return new String[0]; }
        @Override public Certificate[] getPeerCertificates() { throw no(); }
        @Override public Certificate[] getLocalCertificates() { return null; }
        @Override public Principal getPeerPrincipal() { throw no(); }
        @Override public Principal getLocalPrincipal() { return null; }
        @Override public int getPacketBufferSize() { return 0; }
        @Override public int getApplicationBufferSize() { return 0; }
    }

    /** The signature schemes that a JDK 17 client offers in TLS 1.3 (measured: its ClientHello), as algorithms. */
    private static final String[] offered = {
        "SHA256withECDSA", "SHA384withECDSA", "SHA512withECDSA", "Ed25519", "Ed448", "RSASSA-PSS",
        "SHA256withRSA", "SHA384withRSA", "SHA512withRSA", "SHA256withDSA", "SHA224withECDSA", "SHA224withRSA",
        "SHA224withDSA", "SHA1withECDSA", "SHA1withRSA", "SHA1withDSA"};

    private static UnsupportedOperationException no() { return new UnsupportedOperationException(); }
}
