// Five tests: they are the examples of docs/go-and-java.md.

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import ossmock.Ossmock;

class StorageTest {
    static final String WORLD = String.join("\n",
        "[[account]]",
        "name = 'acme'",
        "kms_key = [{ id = 'key-1' }]",
        "[[account.bucket]]",
        "name = 'logs'",
        "[[account.bucket]]",
        "name = 'orders'",
        "encryption = { algorithm = 'KMS', kms_master_key_id = 'key-1' }",
        "[[account.ram_user]]",
        "name = 'reader'",
        "policies = [",
        "  { Version = '1', Statement = [",
        "    { Effect = 'Allow', Action = ['oss:Get*'], Resource = ['acs:oss:*:*:logs*'] },",
        "    { Effect = 'Deny', Action = ['oss:DeleteBucket*'], Resource = ['*'] },",
        "  ] },",
        "]");

    static final String AES256 = "<ServerSideEncryptionRule><ApplyServerSideEncryptionByDefault>"
        + "<SSEAlgorithm>AES256</SSEAlgorithm></ApplyServerSideEncryptionByDefault></ServerSideEncryptionRule>";

    Ossmock fake;

    @BeforeEach
    void start() {
        fake = Ossmock.start(WORLD);
    }

    @AfterEach
    void stop() {
        fake.close();
    }

    @Test
    void aRuleIsSetAndRead() throws Exception {
        assertEquals(200, send("acme", "PUT", "logs/?encryption", AES256).statusCode(), fake::refused);
        var rule = send("acme", "GET", "logs/?encryption", "");
        assertEquals(200, rule.statusCode(), fake::refused);
        assertTrue(rule.body().contains("<SSEAlgorithm>AES256</SSEAlgorithm>"), rule.body());
    }

    @Test
    void aReaderIsRefusedForAReason() throws Exception {
        assertEquals(403, send("acme/reader", "PUT", "logs/?encryption", AES256).statusCode());
        assertEquals(403, send("acme/reader", "DELETE", "logs/?encryption", "").statusCode());
        List<Ossmock.Call> refused = fake.journal(Map.of("outcome", "refused"));
        assertEquals(2, refused.size(), fake::refused);
        assertEquals("PutBucketEncryption", refused.get(0).operation);
        assertEquals("logs", refused.get(0).bucket);
        assertEquals("AccessDenied", refused.get(0).code);
        // What has to change: here a policy is missing, and there a statement denies the call.
        assertTrue(refused.get(0).missing.get(0).startsWith("Allow oss:PutBucketEncryption on "), fake::refused);
        assertEquals("in the way: Deny oss:DeleteBucket* on *", refused.get(1).missing.get(0));
    }

    @Test
    void aDisabledKeyRefusesReadsAndWrites() throws Exception {
        assertEquals(200, send("acme", "PUT", "orders/1", "one").statusCode(), fake::refused);
        fake.keyState("key-1", "Disabled");
        assertEquals(409, send("acme", "PUT", "orders/2", "two").statusCode());
        assertEquals(409, send("acme", "GET", "orders/1", "").statusCode());
        assertEquals("KmsKeyDisabled", fake.journal(Map.of("operation", "GetObject")).get(0).cause);

        fake.keyState("key-1", "Enabled");
        assertEquals("one", send("acme", "GET", "orders/1", "").body());
    }

    @Test
    void aBusyServiceIsTriedAgain() throws Exception {
        int busy = fake.fault(
            Map.of("operation", "PutObject", "bucket", "logs", "first", 2, "effect", Map.of("error", "ServiceUnavailable")));
        // The code under test: it tries again while OSS is busy.
        int tries = 1;
        while (tries < 5 && send("acme", "PUT", "logs/note", "hello").statusCode() == 503) {
            tries++;
        }
        assertEquals(3, tries, fake::refused);
        assertEquals(2, fake.hits(busy));
        assertEquals("hello", send("acme", "GET", "logs/note", "").body());
    }

    @Test
    void aSignedUrlExpires() throws Exception {
        send("acme", "PUT", "logs/note", "hello");
        URI link = signed("acme", "GET", "logs/note", Duration.ofMinutes(15));
        assertEquals(200, fetch(link).statusCode(), fake::refused);
        fake.advance(Duration.ofMinutes(16));
        assertEquals(403, fetch(link).statusCode());
        assertEquals(1, fake.journal(Map.of("operation", "GetObject", "outcome", "refused")).size());
    }

    // In the place of your code and its SDK: URLs that are signed by V1.

    static final HttpClient HTTP = HttpClient.newHttpClient();

    HttpResponse<String> send(String caller, String method, String target, String body) throws Exception {
        URI link = signed(caller, method, target, Duration.ofMinutes(1));
        return HTTP.send(HttpRequest.newBuilder(link).method(method, BodyPublishers.ofString(body)).build(), BodyHandlers.ofString());
    }

    static HttpResponse<String> fetch(URI link) throws Exception {
        return HTTP.send(HttpRequest.newBuilder(link).build(), BodyHandlers.ofString());
    }

    URI signed(String caller, String method, String target, Duration valid) throws Exception {
        Ossmock.Credentials keys = fake.credentials(caller);
        long expires = Instant.now().plus(valid).getEpochSecond();
        Mac mac = Mac.getInstance("HmacSHA1");
        mac.init(new SecretKeySpec(keys.secret.getBytes(StandardCharsets.UTF_8), "HmacSHA1"));
        byte[] signature = mac.doFinal((method + "\n\n\n" + expires + "\n/" + target).getBytes(StandardCharsets.UTF_8));
        return URI.create(fake.endpoint() + "/" + target + (target.contains("?") ? "&" : "?")
            + "OSSAccessKeyId=" + keys.id + "&Expires=" + expires + "&Signature="
            + URLEncoder.encode(Base64.getEncoder().encodeToString(signature), StandardCharsets.UTF_8));
    }
}
