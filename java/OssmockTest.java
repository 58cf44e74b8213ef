// Tests of the helper itself: mistakes are explained, and the server ends with its process.
package ossmock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import com.sun.net.httpserver.HttpServer;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class OssmockTest {
    static final String WORLD = String.join("\n",
        "[[account]]",
        "name = 'acme'",
        "kms_key = [{ id = 'key-1', alias = 'alias/orders' }]",
        "bucket = [{ name = 'logs' }]",
        "ram_user = [{ name = 'ci' }]",
        "role = [{ name = 'deploy', session = [{ name = 'job-7' }] }]");

    static final HttpClient HTTP = HttpClient.newHttpClient();

    static int get(String url) throws Exception {
        return HTTP.send(HttpRequest.newBuilder(URI.create(url)).build(), BodyHandlers.discarding()).statusCode();
    }

    static void explains(String part, Class<? extends Exception> kind, Executable mistake) {
        String message = assertThrows(kind, mistake).getMessage();
        assertTrue(message.contains(part), () -> "expected `" + part + "` in: " + message);
    }

    static void refuses(String part, Executable mistake) {
        explains(part, IllegalArgumentException.class, mistake);
    }

    static void breaks(String part, Executable mistake) {
        explains(part, IllegalStateException.class, mistake);
    }

    @Test
    void mistakesAreExplained() {
        try (Ossmock fake = Ossmock.start(WORLD)) {
            refuses("no caller `acme/cj`: there are acme, acme/ci, acme/deploy/job-7", () -> fake.credentials("acme/cj"));
            refuses("line 2, column 1: unknown field `nam`", () -> fake.world("[[account]]\nnam = 1"));
            refuses("no KMS key `key-2`", () -> fake.keyState("key-2", "Disabled"));
            refuses("`state`: `Off` is not a state of a KMS key: there are `Enabled`", () -> fake.keyState("key-1", "Off"));
            refuses("`bucket`: there is no bucket `nope`", () -> fake.settings("nope", Map.of("acl", "private")));
            refuses("`color` is no setting of a bucket: there are `acl`", () -> fake.settings("logs", Map.of("color", "red")));
            refuses("`x` is not an ACL: there are `private`", () -> fake.settings("logs", Map.of("acl", "x")));
            refuses("give either `call` or `in_order`", () -> fake.expect(Map.of()));
            refuses("`operation`: OSS has no operation", () -> fake.expect(Map.of("call", Map.of("operation", "PutObjct"))));
            refuses("PutObject", () -> fake.journal(Map.of("operation", "PutObjct")));
            refuses("outcome", () -> fake.journal(Map.of("outcome", "no")));
            refuses("`bucket`", () -> fake.journal(Map.of("buckets", "logs")));
            refuses("`status` is a number from 100 to 599", () -> fake.journal(Map.of("status", "99")));
            refuses("effect", () -> fake.fault(Map.of("operation", "PutObject")));
            refuses("Nope", () -> fake.fault(Map.of("effect", Map.of("error", "Nope"))));
            refuses("no fault 7", () -> fake.hits(7));
            refuses("7", () -> fake.endFault(7));
            refuses("forward", () -> fake.advance(Duration.ofSeconds(-1)));
        }
        Ossmock closed = Ossmock.start();
        closed.close();
        closed.close();
        breaks("the server has ended", closed::reset);
        breaks("world.toml:1:11: `account` is a list", () -> Ossmock.start("account = 1"));
        breaks("--no-such-flag", () -> Ossmock.start(WORLD, "--no-such-flag"));
    }

    @Test
    void flagsOfTlsAreRefused() throws Exception {
        Path file = Files.createTempFile("ca", ".pem");
        breaks("leave out the flags of TLS", () -> Ossmock.start(WORLD, "--tls", "--tls-ca-file", file.toString()));
        Files.delete(file);
    }

    @Test
    void aServerThatDiesIsTold() throws Exception {
        Ossmock fake = Ossmock.start(WORLD);
        ProcessHandle server = ProcessHandle.current().children()
            .filter(child -> List.of(child.info().arguments().orElse(new String[0])).contains("serve")).findFirst().orElseThrow();
        server.destroyForcibly();
        server.onExit().get();
        breaks("the server has ended", fake::reset);
        breaks("the server ended by itself, with status 137", fake::close);
    }

    @Test
    void everyKindOfTextComesThrough() throws Exception {
        String policy = "{\"Version\":\"1\",\"Statement\":[{\"Effect\":\"Deny\",\"Action\":\"oss:*\",\"Resource\":\"*\"}]}";
        try (Ossmock fake = Ossmock.start()) {
            fake.world("[[account]]\nname = 'acme'\nkms_key = [{ id = 'key-1' }]\n[[account.bucket]]\nname = 'logs'\n"
                + "object = [{ key = \"\u00fc\u65e5\ud83e\udd80\\\"\\\\\\n\", place = 9007199254740991, acl = 'public-read' }]\n"
                + "block_public_access = false\n[[account.ram_user]]\nname = 'ci'\npolicies = ['" + policy + "']");
            fake.credentials("acme/ci"); // reads the world
            String key = "\u00fc\u65e5\ud83e\udd80\"\\\n";
            int busy = fake.fault(Map.of("key", key, "first", 1, "effect", Map.of("error", "ServiceUnavailable")));
            assertEquals(503, get(fake.endpoint() + "/logs/%C3%BC%E6%97%A5%F0%9F%A6%80%22%5C%0A"));
            assertEquals(200, get(fake.endpoint() + "/logs/%C3%BC%E6%97%A5%F0%9F%A6%80%22%5C%0A"));
            assertEquals(1, fake.hits(busy));
            assertEquals(key, fake.journal().get(0).key);
        }
    }

    @Test
    void theServerIsArrangedAndReset() throws Exception {
        try (Ossmock fake = Ossmock.start(WORLD)) {
            assertEquals("cn-hangzhou", fake.region());
            assertNotNull(fake.credentials("acme/deploy/job-7").token);
            assertNull(fake.credentials("acme").token);
            fake.world("account = [{ name = 'other' }]");
            fake.credentials("other");
            fake.advance(Duration.ofMillis(1500));
            fake.endFault(fake.fault(Map.of("effect", Map.of("close", Map.of()))));
            fake.fault(Map.of("effect", Map.of("error", "ServiceUnavailable")));
            fake.reset();
            fake.credentials("acme");
            fake.keyState("alias/orders", "Disabled");
            assertEquals(List.of(), fake.journal());
            assertEquals("", fake.refused());
            assertEquals(403, get(fake.endpoint() + "/logs/note"));
            assertTrue(fake.refused().startsWith("\nrefused: #"), fake::refused);
            assertTrue(fake.refused().endsWith("\n    missing: Allow oss:GetObject on acs:oss:*:1000000000000001:logs/note"
                + " in a bucket policy for *"), fake::refused);
        }
        try (Ossmock fake = Ossmock.start()) {
            fake.credentials("default");
        }
    }

    @Test
    void expectationsAreVerified() throws Exception {
        try (Ossmock fake = Ossmock.start(WORLD)) {
            fake.settings("logs", Map.of("block_public_access", false, "acl", "public-read"));
            fake.expect(Map.of("call", Map.of("operation", "GetObject", "key", "note"), "times", 2, "name", "the notes"));
            fake.denyUnexpected();
            get(fake.endpoint() + "/logs/note");
            get(fake.endpoint() + "/logs/other");
            String failure = assertThrows(AssertionError.class, fake::verify).getMessage();
            assertTrue(failure.contains("the notes: GetObject"), failure);
            assertTrue(failure.contains("expected: 2 times\n  found:    once"), failure);
            assertTrue(failure.contains("unexpected calls are denied"), failure);
            assertEquals(1, fake.journal(Map.of("bucket", "logs", "key", "other", "status", "404")).size());
        }
        try (Ossmock fake = Ossmock.start(WORLD)) {
            fake.expect(Map.of("call", Map.of("key", "note", "status", 403)));
            get(fake.endpoint() + "/logs/note");
            fake.keyState("key-1", "Disabled"); // the journal stays
            fake.verify();
        }
    }

    static int getAcl(Ossmock fake, String testId) throws Exception {
        var request = HttpRequest.newBuilder(URI.create(fake.endpoint() + "/logs/?acl")).header("x-ossmock-test-id", testId);
        return HTTP.send(request.build(), BodyHandlers.discarding()).statusCode();
    }

    @Test
    void worldsOfTestsAreApart() throws Exception {
        String token = "a-token-of-16-characters";
        try (Ossmock server = Ossmock.start(WORLD, "--token", token)) {
            refuses("GET about: the control plane wants its token", () -> Ossmock.connect(server.endpoint(), null));
            Ossmock shared = Ossmock.connect(server.endpoint() + "/", token);
            List<String> keys = IntStream.range(0, 8).parallel().mapToObj(n -> {
                try (Ossmock own = shared.test("test" + n)) {
                    own.advance(Duration.ofDays(n));
                    assertEquals(List.of(), own.settings("logs", Map.of("acl", "private")));
                    assertEquals(403, getAcl(own, "test" + n));
                    assertEquals(1, own.journal(Map.of("refused", "true")).size());
                    own.reset();
                    assertEquals(0, own.journal().size());
                    return own.credentials("acme").id;
                } catch (Exception error) {
                    throw new IllegalStateException(error);
                }
            }).collect(Collectors.toList());
            assertEquals(8, keys.stream().distinct().count());
            assertTrue(!keys.contains(server.credentials("acme").id), keys::toString);
            assertEquals(0, server.journal().size());
            Ossmock own = shared.test("one");
            refuses("`id`: there is a test `one` already", () -> shared.test("one"));
            refuses("tests are made without the header", () -> own.test("two"));
            own.close();
            own.close();
            refuses("there is no test `one`", own::journal);
            String warning = server.settings("logs", Map.of("logging", Map.of("target", "nowhere"))).get(0);
            assertTrue(warning.startsWith("the access log of bucket `logs`: there is no bucket `nowhere`"), warning);
            shared.close();
            server.reset();
        }
        try (Ossmock remote = Ossmock.start(WORLD, "--allow-remote")) {
            remote.reset(); // with the token of the ready file
        }
    }

    @Test
    void anotherVersionIsTold() throws Exception {
        for (int status : List.of(200, 404)) {
            HttpServer other = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
            other.createContext("/", exchange -> {
                byte[] answer = "{\"control_plane\": 99}".getBytes();
                exchange.sendResponseHeaders(status, answer.length);
                exchange.getResponseBody().write(answer);
                exchange.close();
            });
            other.start();
            String told = status == 200 ? " is version 99: copy the class of that version"
                : " is an older one: update the command `ossmock`";
            String endpoint = "http://127.0.0.1:" + other.getAddress().getPort();
            breaks("this class knows version 1 of the control plane, and that of " + endpoint + told,
                () -> Ossmock.connect(endpoint, null));
            other.stop(0);
        }
    }

    @Test
    void serversRunSideBySide() {
        List<Ossmock> fakes = IntStream.range(0, 8).parallel().mapToObj(n -> Ossmock.start(WORLD)).collect(Collectors.toList());
        assertEquals(8, fakes.stream().map(Ossmock::endpoint).distinct().count());
        fakes.forEach(Ossmock::close);
    }

    /** Starts a server, tells its endpoint, and waits to be killed; or starts one, and does no more. */
    public static void main(String[] arguments) throws Exception {
        System.out.println(Ossmock.start(WORLD).endpoint());
        System.out.flush();
        Thread.sleep(arguments.length == 0 ? 60_000 : 0);
    }

    static Process java(Map<String, String> environment, String... arguments) throws Exception {
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        var line = new ArrayList<>(
            List.of(java.toString(), "-cp", System.getProperty("java.class.path"), "ossmock.OssmockTest"));
        Collections.addAll(line, arguments);
        var builder = new ProcessBuilder(line).redirectErrorStream(true);
        builder.environment().putAll(environment);
        return builder.start();
    }

    static String firstLine(Process process) throws Exception {
        return new BufferedReader(new InputStreamReader(process.getInputStream())).readLine();
    }

    static void ends(String endpoint) throws Exception {
        for (int tries = 0; tries < 1000; tries++) {
            try {
                get(endpoint + "/_ossmock/health");
                Thread.sleep(10);
            } catch (ConnectException over) {
                return;
            }
        }
        fail("the server outlived the process that started it");
    }

    @Test
    void theServerEndsWithTheProcess() throws Exception {
        Process killed = java(Map.of());
        String endpoint = firstLine(killed);
        assertEquals(200, get(endpoint + "/_ossmock/health"));
        killed.destroyForcibly().waitFor();
        ends(endpoint);

        Process careless = java(Map.of(), "and no more");
        endpoint = firstLine(careless);
        assertTrue(careless.waitFor(30, TimeUnit.SECONDS), "the process does not end");
        ends(endpoint);
    }

    @Test
    void aMissingCommandIsExplained() throws Exception {
        String named = new String(java(Map.of("OSSMOCK", "/no/such/command")).getInputStream().readAllBytes());
        assertTrue(named.contains("no command `/no/such/command` by OSSMOCK: run `cargo build --package ossmock-cli`"), named);
        String found = new String(java(Map.of("OSSMOCK", "", "PATH", "/no/such/folder")).getInputStream().readAllBytes());
        assertTrue(found.contains("no command `ossmock` by PATH"), found);
    }
}
