import java.io.*;
import java.nio.charset.StandardCharsets;
import java.nio.file.*;
import java.security.cert.*;
import java.time.Instant;
import java.util.*;
import javax.net.ssl.*;
import sun.security.x509.X509CertImpl;

/**
 * The JDK's PKIX trust manager, asked line by line as native.go is.
 *
 * CertificateFactory keeps the last certificates, and a certificate remembers
 * the key that verified it: asked twice, the JDK would check no signature. So
 * each certificate is made anew by the class behind the factory.
 *
 *   java --add-exports java.base/sun.security.x509=ALL-UNNAMED Pkix.java DIR INSTANT
 */
public class Pkix {
    private static final Map<String, String> texts = new HashMap<>();
    private static Date at;

    public static void main(String[] args) throws Exception {
        at = Date.from(Instant.parse(args[1]));
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in));
        for (String line; (line = in.readLine()) != null;) {
            String[] fields = line.split(" ");
            List<String> given = new ArrayList<>();
            for (String file : Arrays.copyOfRange(fields, 2, fields.length)) {
                String name = file.split(":")[0];
                if (!texts.containsKey(name)) {
                    texts.put(name, Files.readString(Path.of(args[0], name)));
                }
                given.add(texts.get(name));
            }
            int times = Integer.parseInt(fields[0]);
            String answer = "";
            long began = System.nanoTime();
            for (int i = 0; i < times; i++) {
                List<X509Certificate> chain = read(given.get(0));
                answer = fields[1].equals("report") ? verdict(chain, read(given.get(1))) : "" + chain.size();
            }
            System.out.println((System.nanoTime() - began) / 1e6 / times + " " + answer);
        }
    }

    private static List<X509Certificate> read(String pem) throws Exception {
        List<X509Certificate> list = new ArrayList<>();
        String begin = "-----BEGIN CERTIFICATE-----", end = "-----END";
        for (int from = 0; (from = pem.indexOf(begin, from)) >= 0;) {
            int to = pem.indexOf(end, from);
            byte[] body = pem.substring(from + begin.length(), to).getBytes(StandardCharsets.ISO_8859_1);
            list.add(new X509CertImpl(Base64.getMimeDecoder().decode(body)));
            from = to;
        }
        return list;
    }

    private static String verdict(List<X509Certificate> chain, List<X509Certificate> roots) throws Exception {
        Set<TrustAnchor> anchors = new HashSet<>();
        for (X509Certificate root : roots) {
            anchors.add(new TrustAnchor(root, null));
        }
        PKIXBuilderParameters parameters = new PKIXBuilderParameters(anchors, new X509CertSelector());
        parameters.setDate(at);
        parameters.setRevocationEnabled(false);
        TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
        factory.init(new CertPathTrustManagerParameters(parameters));
        try {
            ((X509TrustManager) factory.getTrustManagers()[0])
                .checkServerTrusted(chain.toArray(new X509Certificate[0]), "UNKNOWN");
            return "chain-complete";
        } catch (CertificateException e) {
            return e.getMessage();
        }
    }
}
