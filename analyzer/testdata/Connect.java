import java.io.*;
import java.net.*;
import java.nio.charset.StandardCharsets;
import java.nio.file.*;
import java.security.KeyStore;
import java.security.cert.*;
import java.util.*;
import javax.net.ssl.*;

/**
 * An HTTPS client that connects once for each line of standard input and says
 * in one line how it went: "connected", or the messages of the exception and
 * its causes. A line is, between tabs: port, host name, date in milliseconds,
 * PEM file of certificates trusted besides the JDK's own, PKCS#12 or JKS file
 * with the client certificate or nothing, its password.
 */
public class Connect {
    public static void main(String[] args) throws Exception {
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        KeyStore own = KeyStore.getInstance(new File(System.getProperty("java.home"), "lib/security/cacerts"), "changeit".toCharArray());
        System.out.println("ready " + System.getProperty("java.version"));
        for (String line; (line = in.readLine()) != null; ) {
            String[] f = line.split("\t", -1);
            System.out.println(attempt(own, Integer.parseInt(f[0]), f[1], new Date(Long.parseLong(f[2])), f[3], f[4], f[5].toCharArray()));
        }
    }

    private static String attempt(KeyStore own, int port, String host, Date at, String trusted, String client, char[] password) {
        try {
            KeyStore trust = KeyStore.getInstance("PKCS12");
            trust.load(null, null);
            for (String alias : Collections.list(own.aliases())) {
                trust.setCertificateEntry(alias, own.getCertificate(alias));
            }
            byte[] pem = Files.readAllBytes(Paths.get(trusted));
            int n = 0;
            if (pem.length > 0) {
                for (java.security.cert.Certificate c : CertificateFactory.getInstance("X.509").generateCertificates(new ByteArrayInputStream(pem))) {
                    trust.setCertificateEntry("given-" + n++, c);
                }
            }
            PKIXBuilderParameters p = new PKIXBuilderParameters(trust, new X509CertSelector());
            p.setDate(at);
            p.setRevocationEnabled(false);
            TrustManagerFactory trusts = TrustManagerFactory.getInstance("PKIX");
            trusts.init(new CertPathTrustManagerParameters(p));
            KeyManager[] keys = null;
            if (!client.isEmpty()) {
                KeyManagerFactory k = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
                k.init(KeyStore.getInstance(new File(client), password), password);
                keys = k.getKeyManagers();
            }
            SSLContext tls = SSLContext.getInstance("TLS");
            tls.init(keys, trusts.getTrustManagers(), null);
            try (Socket tcp = new Socket(InetAddress.getLoopbackAddress(), port);
                 SSLSocket s = (SSLSocket) tls.getSocketFactory().createSocket(tcp, host, port, true)) {
                SSLParameters q = s.getSSLParameters();
                q.setEndpointIdentificationAlgorithm("HTTPS");
                s.setSSLParameters(q);
                s.setSoTimeout(10_000);
                s.startHandshake();
                s.getOutputStream().write(("GET / HTTP/1.0\r\nHost: " + host + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
                s.getOutputStream().flush();
                return s.getInputStream().read() < 0 ? "closed without an answer" : "connected";
            }
        } catch (Throwable t) {
            StringBuilder b = new StringBuilder();
            for (Throwable x = t; x != null; x = x.getCause()) {
                b.append(b.length() > 0 ? " <- " : "").append(x.getClass().getSimpleName()).append(": ").append(x.getMessage());
            }
            return b.toString().replaceAll("\\s+", " ");
        }
    }
}
