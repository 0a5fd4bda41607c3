import java.io.*;
import java.lang.reflect.*;
import java.nio.charset.StandardCharsets;
import java.security.KeyStore;
import java.security.cert.*;
import java.util.*;

/**
 * Asks the JDK's CA distrust policies (jdk.security.caDistrustPolicies). A
 * policy knows its roots by fingerprint, so that only the JDK's own roots can
 * meet it, and nobody has a key to sign below them. Therefore the policy itself
 * is asked, with a leaf that no root issued: it looks at the leaf's date only.
 *
 * Reads one PEM leaf for each argument. For every root of the JDK's own trust
 * store that a policy refuses writes a line: the root in base64, the policy,
 * and for each leaf the exception's message in base64, or a dash.
 *
 * Run it with
 *   java --add-opens java.base/sun.security.validator=ALL-UNNAMED Distrust.java LEAF...
 */
public class Distrust {
    public static void main(String[] files) throws Exception {
        CertificateFactory factory = CertificateFactory.getInstance("X.509");
        List<X509Certificate> leaves = new ArrayList<>();
        for (String file : files) {
            try (InputStream in = new FileInputStream(file)) {
                leaves.add((X509Certificate) factory.generateCertificate(in));
            }
        }
        KeyStore store = KeyStore.getInstance(
            new File(System.getProperty("java.home"), "lib/security/cacerts"), (char[]) null);
        Class<?> policies = Class.forName("sun.security.validator.CADistrustPolicy");
        Method check = policies.getDeclaredMethod("checkDistrust", String.class, X509Certificate[].class);
        check.setAccessible(true);
        Base64.Encoder base64 = Base64.getEncoder();
        for (String alias : new TreeSet<>(Collections.list(store.aliases()))) {
            X509Certificate root = (X509Certificate) store.getCertificate(alias);
            for (Object policy : policies.getEnumConstants()) {
                StringJoiner line = new StringJoiner(" ");
                line.add(base64.encodeToString(root.getEncoded())).add(policy.toString());
                boolean refused = false;
                for (X509Certificate leaf : leaves) {
                    String message = ask(check, policy, leaf, root);
                    refused |= message != null;
                    line.add(message == null ? "-"
                        : base64.encodeToString(message.getBytes(StandardCharsets.UTF_8)));
                }
                if (refused) {
                    System.out.println(line);
                }
            }
        }
    }

    private static String ask(Method check, Object policy, X509Certificate leaf, X509Certificate root)
            throws IllegalAccessException {
        try {
            check.invoke(policy, "tls server", new X509Certificate[] {leaf, root});
            return null;
        } catch (InvocationTargetException e) {
            return e.getCause().getMessage();
        }
    }
}
