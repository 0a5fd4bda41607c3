import java.io.ByteArrayInputStream;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;

/**
 * Connects to each port, every one in a thread of its own, and lets the debug
 * log say what happened. Arguments: trusted certificates, then one word
 * "host:port" or "host:port:client" for each connection; client is the name of
 * a PEM file with a chain and, with the suffix .key, of its key.
 */
public class LogClient {
    public static void main(String[] args) throws Exception {
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        for (Certificate c : certificates(args[0])) {
            trusted.setCertificateEntry("root" + trusted.size(), c);
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        List<Thread> threads = new ArrayList<>();
        for (int i = 1; i < args.length; i++) {
            String[] words = args[i].split(":");
            Thread t = new Thread(() -> connect(trust, words), "worker." + i);
            threads.add(t);
            t.start();
        }
        for (Thread t : threads) {
            t.join();
        }
    }

    static List<Certificate> certificates(String file) throws Exception {
        byte[] text = Files.readAllBytes(Path.of(file));
        return new ArrayList<>(CertificateFactory.getInstance("X.509").generateCertificates(new ByteArrayInputStream(text)));
    }

    static void connect(TrustManagerFactory trust, String[] words) {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            KeyManagerFactory keys = null;
            if (words.length > 2) {
                StringBuilder body = new StringBuilder();
                for (String line : Files.readAllLines(Path.of(words[2] + ".key"))) {
                    body.append(line.startsWith("-") ? "" : line);
                }
                byte[] der = Base64.getDecoder().decode(body.toString());
                PrivateKey key = KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(der));
                KeyStore own = KeyStore.getInstance("PKCS12");
                own.load(null, null);
                own.setKeyEntry("client", key, new char[0], certificates(words[2]).toArray(new Certificate[0]));
                keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
                keys.init(own, new char[0]);
            }
            context.init(keys == null ? null : keys.getKeyManagers(), trust.getTrustManagers(), null);
            try (SSLSocket s = (SSLSocket) context.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), Integer.parseInt(words[1]))) {
                SSLParameters p = s.getSSLParameters();
                p.setServerNames(List.of(new SNIHostName(words[0])));
                s.setSSLParameters(p);
                s.startHandshake();
                s.getInputStream().read();
            }
        } catch (Exception e) {
            e.printStackTrace();
        }
    }
}
