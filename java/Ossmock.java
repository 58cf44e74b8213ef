// A helper for tests in Java: it starts `ossmock serve`, and speaks to its control plane.
package ossmock;

import java.io.IOException;
import java.math.BigDecimal;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * Starts {@code ossmock serve}, a fake of Alibaba Cloud OSS, for tests.
 *
 * <p>It is this one file, with nothing but the standard library of Java 11: copy it into a project. It needs a system with
 * {@code sh}, such as Linux or macOS.
 *
 * <p>Methods throw {@link IllegalArgumentException} with the server's own words if it refuses what it is told, and {@link
 * IllegalStateException} if the server cannot be started or reached.
 */
public final class Ossmock implements AutoCloseable {
    // The server ends with the process that started it, however that ends: its input is a pipe from that process, and `cat`
    // waits for the end of the pipe.
    private static final String SCRIPT =
        "exec 3<&0\n(cat <&3; kill $$) >/dev/null 2>&1 &\nexec 3<&-\nexec \"$@\" </dev/null";

    // The version of the control plane that this class knows.
    private static final int VERSION = 1;

    private final HttpClient http;
    // Null for a server that another process started, and for the world of a test.
    private final Path folder;
    // Null for a server that another process started.
    private final Process process;
    private final String endpoint;
    // Null if the control plane wants none.
    private final String token;
    // Null for the world of the server.
    private final String testId;
    private boolean closed;

    private Ossmock(String world, String... flags) throws IOException {
        http = client();
        testId = null;
        String command = command();
        folder = Files.createTempDirectory("ossmock");
        Path ready = folder.resolve("ready");
        List<String> line = new ArrayList<>(List.of("sh", "-c", SCRIPT, "ossmock", command, "serve", "--quiet",
            "--listen", "127.0.0.1:0", "--ready-file", ready.toString()));
        if (world != null) {
            Path file = Files.writeString(folder.resolve("world.toml"), world);
            line.addAll(List.of("--world", file.toString()));
        }
        line.addAll(List.of(flags));
        Path output = folder.resolve("output");
        process = new ProcessBuilder(line).redirectErrorStream(true).redirectOutput(output.toFile()).start();
        boolean ok = false;
        try {
            Map<String, Object> made = onceReady(ready);
            endpoint = text(made.get("endpoint"));
            token = text(made.get("token"));
            check();
            ok = true;
        } finally {
            if (!ok) {
                end();
            }
        }
    }

    private Ossmock(HttpClient http, Process process, String endpoint, String token, String testId) {
        this.http = http;
        this.folder = null;
        this.process = process;
        this.endpoint = endpoint;
        this.token = token;
        this.testId = testId;
    }

    private static HttpClient client() {
        return HttpClient.newBuilder().proxy(HttpClient.Builder.NO_PROXY).version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(30)).build();
    }

    /**
     * Uses a server that runs, such as one that several processes share. Give each test a world of its own with {@link #test}.
     *
     * @param endpoint such as {@code http://127.0.0.1:9000}
     * @param token that of the control plane; {@code null} if it wants none
     */
    public static Ossmock connect(String endpoint, String token) {
        Ossmock fake = new Ossmock(client(), null, endpoint.replaceFirst("/$", ""), token, null);
        fake.check();
        return fake;
    }

    /** Checks that this class can speak to the server. */
    private void check() {
        if (!endpoint.startsWith("http://")) {
            throw new IllegalStateException(
                "ossmock: the server is at " + endpoint + ", and this class speaks HTTP only: leave out the flags of TLS");
        }
        HttpResponse<String> about = send("GET", "about", null, null);
        // A server from before there was this question does not know it.
        int version = about.statusCode() == 404 ? 0 : number(Json.table(read("GET", "about", about)).get("control_plane"));
        if (version != VERSION) {
            throw new IllegalStateException("ossmock: this class knows version " + VERSION + " of the control plane, and that of "
                + endpoint + (version > VERSION ? " is version " + version + ": copy the class of that version"
                    : " is an older one: update the command `ossmock`"));
        }
    }

    /**
     * Makes a world for a test, so that tests which run in parallel share this server. It begins as the server began, and has
     * credentials of its own: clients reach the world by them. Its journal, faults, clock and expectations are its own as well.
     * {@link #close} ends it.
     *
     * @param id of the test, which no other one has; requests without a signature send it as {@code x-ossmock-test-id}
     */
    public Ossmock test(String id) {
        post("tests", Map.of("id", id));
        return new Ossmock(http, process, endpoint, token, id);
    }

    /** Starts a server on a free port, with the account {@code default} and no bucket. */
    public static Ossmock start() {
        return start(null);
    }

    /**
     * Starts a server on a free port.
     *
     * @param world the world to start from and to reset to, in TOML
     * @param flags more flags of {@code ossmock serve}, such as {@code --deny-ignored}; those of TLS, {@code --listen},
     *     {@code --ready-file} and {@code --world} do not go with this class
     */
    public static Ossmock start(String world, String... flags) {
        try {
            return new Ossmock(world, flags);
        } catch (IOException error) {
            throw new IllegalStateException("ossmock: cannot start the server: " + error.getMessage(), error);
        }
    }

    /** Finds the command. */
    private static String command() {
        String named = System.getenv("OSSMOCK");
        boolean known = named != null && !named.isEmpty();
        String path = System.getenv().getOrDefault("PATH", "");
        List<Path> places = new ArrayList<>();
        if (known) {
            places.add(Path.of(named));
        } else {
            for (String folder : path.split(java.io.File.pathSeparator)) {
                places.add(Path.of(folder, "ossmock"));
            }
        }
        for (Path place : places) {
            if (Files.isRegularFile(place) && Files.isExecutable(place)) {
                return place.toAbsolutePath().toString();
            }
        }
        throw new IllegalStateException("ossmock: no command " + (known ? "`" + named + "` by OSSMOCK" : "`ossmock` by PATH")
            + ": run `cargo build --package ossmock-cli` in a checkout of ossmock, and set OSSMOCK to the absolute path of its "
            + "target/debug/ossmock");
    }

    private Map<String, Object> onceReady(Path ready) throws IOException {
        for (int tries = 0; tries < 6_000; tries++) {
            if (Files.exists(ready)) {
                return Json.table(Files.readString(ready));
            }
            if (!process.isAlive()) {
                throw new IllegalStateException("ossmock: the server did not start, and printed:\n" + output());
            }
            pause(5);
        }
        throw new IllegalStateException("ossmock: the server was not ready within 30 seconds");
    }

    private static void pause(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException error) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("ossmock: interrupted", error);
        }
    }

    private String output() {
        try {
            return Files.readString(folder.resolve("output"));
        } catch (IOException error) {
            return error.toString();
        }
    }

    /**
     * Stops the server, or ends the world of a test. Doing so again does nothing, nor does it for a server that another process
     * started.
     *
     * @throws IllegalStateException if the server ended by itself, or not well
     */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        if (testId != null) {
            if (runs()) {
                ask("DELETE", "tests?id=" + encode(testId), null, null);
            }
            closed = true;
            return;
        }
        closed = true;
        if (process == null) {
            return;
        }
        boolean early = !process.isAlive();
        String said = end();
        if (early || process.exitValue() != 0) {
            throw new IllegalStateException("ossmock: the server ended " + (early ? "by itself, " : "") + "with status "
                + process.exitValue() + ", and printed:\n" + said);
        }
    }

    private boolean runs() {
        return process == null || process.isAlive();
    }

    /** Ends the process, and returns its output. */
    private String end() {
        try {
            process.getOutputStream().close();
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (IOException | InterruptedException error) {
            process.destroyForcibly();
        }
        String said = output();
        for (String name : List.of("ready", "world.toml", "output", "")) {
            try {
                Files.deleteIfExists(folder.resolve(name));
            } catch (IOException error) {
                // A folder for temporary files that is not empty is no reason to fail.
            }
        }
        return said;
    }

    /** The endpoint for clients, {@code http://127.0.0.1:PORT}. */
    public String endpoint() {
        return endpoint;
    }

    /** The region of the world, which clients sign with V4 signatures. */
    public String region() {
        return text(world().get("region"));
    }

    /** What signs requests. Only sessions have a token; it is {@code null} for others. */
    public static final class Credentials {
        public final String id;
        public final String secret;
        public final String token;

        private Credentials(Map<?, ?> item) {
            id = text(item.get("access_key_id"));
            secret = text(item.get("access_key_secret"));
            token = text(item.get("security_token"));
        }
    }

    /** Returns the credentials of an account (acme), a RAM user (acme/ci) or a session of a role (acme/deploy/job-7). */
    public Credentials credentials(String name) {
        Map<String, Map<String, Object>> known = new TreeMap<>();
        for (Map<String, Object> account : items(world(), "account")) {
            String owner = text(account.get("name"));
            known.put(owner, account);
            items(account, "ram_user").forEach(user -> known.put(owner + "/" + user.get("name"), user));
            for (Map<String, Object> role : items(account, "role")) {
                String place = owner + "/" + role.get("name") + "/";
                items(role, "session").forEach(session -> known.put(place + session.get("name"), session));
            }
        }
        if (!known.containsKey(name)) {
            throw new IllegalArgumentException(
                "ossmock: the world has no caller `" + name + "`: there are " + String.join(", ", known.keySet()));
        }
        return new Credentials(known.get(name));
    }

    /** Restores the world and the clock of the start, empties the journal and ends all faults. */
    public void reset() {
        ask("POST", "reset", null, null);
    }

    /** Replaces the world, with all buckets and objects, by one in TOML. */
    public void world(String toml) {
        ask("PUT", "world", "application/toml", toml);
    }

    /**
     * Sets the state of a KMS key: Enabled, Disabled, PendingDeletion or PendingImport.
     *
     * @param key the id of the key, or its alias
     */
    public void keyState(String key, String state) {
        boolean found = false;
        for (Map<String, Object> known : items(Json.table(ask("GET", "overview", null, null)), "kms_keys")) {
            if (key.equals(known.get("id")) || key.equals(known.get("alias"))) {
                found = true;
                post("kms/state", Map.of("account", known.get("account"), "key", key, "state", state));
            }
        }
        if (!found) {
            throw new IllegalArgumentException("ossmock: the world has no KMS key `" + key + "`: add it as kms_key = [{ id = \""
                + key + "\" }] to an account");
        }
    }

    /**
     * Sets settings of a bucket: all of them, or none if one is wrong.
     *
     * @param settings with the names and forms of a bucket in a world, such as {@code Map.of("acl", "private")}
     * @return a warning for each bucket and KMS key that they name and that is missing
     */
    public List<String> settings(String bucket, Map<String, ?> settings) {
        List<?> warnings = (List<?>) Json.table(post("settings?bucket=" + encode(bucket), settings)).get("warnings");
        return warnings.stream().map(Object::toString).collect(Collectors.toUnmodifiableList());
    }

    private Map<String, Object> world() {
        return Json.table(ask("GET", "world", null, null));
    }

    /** A call of OSS; what is not known is {@code null}, and 0 for the status. */
    public static final class Call {
        public final int number;
        public final String operation;
        public final String bucket;
        public final String key;
        /** As account, account/ram-user, account/role/session or anonymous. */
        public final String caller;
        /** As answered, refused, abandoned or unanswered. */
        public final String outcome;
        public final int status;
        public final String code;
        public final String message;
        /** The name of the reason for a refusal, such as KmsKeyDisabled. */
        public final String cause;
        /** The decision on permissions, with its reason. */
        public final String decision;
        /** The permissions that are missing; "in the way: ..." is a statement that denies. */
        public final List<String> missing;

        private Call(Map<String, Object> record) {
            number = number(record.get("number"));
            operation = text(record.get("operation"));
            bucket = text(record.get("bucket"));
            key = text(record.get("key"));
            caller = text(record.get("caller"));
            outcome = text(record.get("outcome"));
            status = number(record.get("status"));
            code = text(record.get("code"));
            message = text(record.get("message"));
            cause = text(record.get("cause"));
            decision = text(record.get("decision"));
            List<String> found = new ArrayList<>();
            if (record.get("explanation") != null) {
                for (Map<String, Object> missing : items(Json.cast(record.get("explanation")), "missing")) {
                    missing.forEach((kind, grant) -> found.add(grant(kind, Json.cast(grant))));
                }
            }
            missing = List.copyOf(found);
        }

        private static final String IN_THE_WAY = "in the way: ";

        private static String grant(String kind, Map<String, Object> grant) {
            if (kind.equals("denied")) {
                return IN_THE_WAY + grant.get("summary");
            }
            String text = "Allow " + grant.get("action") + " on " + grant.get("resource") + " in a " + kind.replace('_', ' ');
            return grant.containsKey("principal") ? text + " for " + grant.get("principal") : text;
        }

        /** A line that tells what was called, what was answered and why. */
        @Override
        public String toString() {
            String text = "#" + number + " " + operation + " " + (bucket == null ? "" : bucket) + (key == null ? "" : "/" + key);
            text += " by " + caller + ": " + status + (code == null ? "" : " " + code + " " + message);
            return text + (decision == null ? "" : " (" + decision + ")")
                + missing.stream().map(grant -> "\n    " + (grant.startsWith(IN_THE_WAY) ? "" : "missing: ") + grant)
                    .collect(Collectors.joining());
        }
    }

    /** Returns all calls, oldest first. */
    public List<Call> journal() {
        return journal(Map.of());
    }

    /**
     * Returns the calls that pass the filter, oldest first.
     *
     * @param filter any of {@code operation} (such as PutObject), {@code caller} (account, account/ram-user,
     *     account/role/session or anonymous), {@code outcome} (answered, refused, abandoned or unanswered), {@code refused}
     *     (true: without reads of what is not there, which were answered 404), {@code bucket}, {@code key}, {@code prefix} (of the key), {@code test_id}, {@code status} and {@code code} (of the error)
     */
    public List<Call> journal(Map<String, String> filter) {
        String query = filter.entrySet().stream()
            .map(each -> encode(each.getKey()) + "=" + encode(each.getValue())).collect(Collectors.joining("&"));
        Map<String, Object> answer = Json.table(ask("GET", "journal?" + query, null, null));
        return items(answer, "records").stream().map(Call::new).collect(Collectors.toUnmodifiableList());
    }

    /** Lists the refused calls and the permissions that are missing, for the message of an assertion. */
    public String refused() {
        return journal(Map.of("outcome", "refused")).stream()
            .map(call -> "\nrefused: " + call).collect(Collectors.joining());
    }

    /**
     * Arms a fault until it is ended or the server is reset, and returns its number.
     *
     * @param fault a fault of the control plane's openapi.json as maps, such as {@code Map.of("operation", "PutObject", "first",
     *     2, "effect", Map.of("error", "ServiceUnavailable"))}
     */
    public int fault(Map<String, ?> fault) {
        return number(Json.table(post("faults", fault)).get("id"));
    }

    /** Returns the number of calls that a fault has struck so far. */
    public int hits(int fault) {
        for (Map<String, Object> armed : items(Json.table(ask("GET", "faults", null, null)), "faults")) {
            if (number(armed.get("id")) == fault) {
                return number(armed.get("hits"));
            }
        }
        throw new IllegalArgumentException(
            "ossmock: there is no fault " + fault + ": a fault that was ended, or armed before a reset, is gone");
    }

    /** Ends a fault. */
    public void endFault(int fault) {
        ask("DELETE", "faults?id=" + fault, null, null);
    }

    /** Moves the fake's clock forward. */
    public void advance(Duration by) {
        post("clock", Map.of("advance", by.toString()));
    }

    /**
     * Expects calls from now on; without a count, at least one.
     *
     * @param expectation a NewExpectation of the control plane's openapi.json as maps, such as {@code Map.of("call",
     *     Map.of("operation", "PutObject", "succeeds", true), "times", 1)}
     */
    public void expect(Map<String, ?> expectation) {
        post("expectations", expectation);
    }

    /** Lets {@link #verify} fail if a call comes, from now on, that is not expected. */
    public void denyUnexpected() {
        ask("POST", "deny-unexpected", null, null);
    }

    /**
     * Checks what is expected.
     *
     * @throws AssertionError if an expectation is not met, or an unexpected call came
     */
    public void verify() {
        List<?> failures = (List<?>) Json.table(ask("POST", "verify", null, null)).get("failures");
        if (!failures.isEmpty()) {
            throw new AssertionError(failures.stream().map(Object::toString).collect(Collectors.joining("\n")));
        }
    }

    private String post(String path, Map<String, ?> body) {
        return ask("POST", path, "application/json", Json.write(body));
    }

    private String ask(String method, String path, String contentType, String body) {
        return read(method, path, send(method, path, contentType, body));
    }

    private static String read(String method, String path, HttpResponse<String> response) {
        if (response.statusCode() >= 300) {
            throw new IllegalArgumentException("ossmock: " + method + " " + path + ": " + problem(response.body()));
        }
        return response.body();
    }

    private HttpResponse<String> send(String method, String path, String contentType, String body) {
        if (!runs()) {
            throw new IllegalStateException("ossmock: " + method + " " + path + ": the server has ended");
        }
        var request = HttpRequest.newBuilder(URI.create(endpoint + "/_ossmock/" + path)).timeout(Duration.ofSeconds(30));
        request.method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        if (contentType != null) {
            request.header("Content-Type", contentType);
        }
        if (token != null) {
            request.header("Authorization", "Bearer " + token);
        }
        // Only the server makes and ends worlds.
        if (testId != null && !path.startsWith("tests?")) {
            request.header("x-ossmock-test-id", testId);
        }
        try {
            return http.send(request.build(), BodyHandlers.ofString());
        } catch (IOException error) {
            throw new IllegalStateException("ossmock: " + method + " " + path + ": " + error, error);
        } catch (InterruptedException error) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("ossmock: interrupted", error);
        }
    }

    private static String problem(String body) {
        Map<String, Object> why = Json.table(body);
        String place = why.containsKey("line") ? "line " + why.get("line") + ", column " + why.get("column") + ": " : "";
        return place + why.get("problem");
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static String text(Object value) {
        return (String) value;
    }

    private static int number(Object value) {
        return value == null ? 0 : ((BigDecimal) value).intValueExact();
    }

    private static List<Map<String, Object>> items(Map<String, Object> table, String name) {
        List<Map<String, Object>> found = new ArrayList<>();
        if (table.get(name) instanceof List) {
            ((List<?>) table.get(name)).forEach(item -> found.add(Json.cast(item)));
        }
        return found;
    }

    /** Reads and writes JSON as maps, lists, strings, {@link BigDecimal} numbers, booleans and {@code null}. */
    private static final class Json {
        private final String text;
        private int at;

        private Json(String text) {
            this.text = text;
        }

        static Map<String, Object> table(String text) {
            return cast(new Json(text).value());
        }

        @SuppressWarnings("unchecked") // the reader below makes no other maps
        static Map<String, Object> cast(Object value) {
            return (Map<String, Object>) value;
        }

        private char next() {
            while (Character.isWhitespace(text.charAt(at))) {
                at++;
            }
            return text.charAt(at);
        }

        /** Skips a character that may be there. */
        private boolean skip(char expected) {
            boolean there = next() == expected;
            at += there ? 1 : 0;
            return there;
        }

        private Object value() {
            switch (next()) {
                case '{': {
                    Map<String, Object> table = new LinkedHashMap<>();
                    for (at++; !skip('}'); skip(',')) {
                        String name = string();
                        skip(':');
                        table.put(name, value());
                    }
                    return table;
                }
                case '[': {
                    List<Object> list = new ArrayList<>();
                    for (at++; !skip(']'); skip(',')) {
                        list.add(value());
                    }
                    return list;
                }
                case '"':
                    return string();
                default: {
                    int from = at;
                    while (at < text.length() && ",]} \n".indexOf(text.charAt(at)) < 0) {
                        at++;
                    }
                    String word = text.substring(from, at);
                    boolean named = List.of("true", "false", "null").contains(word);
                    return !named ? new BigDecimal(word) : word.equals("null") ? null : (Object) word.equals("true");
                }
            }
        }

        private String string() {
            next();
            StringBuilder found = new StringBuilder();
            for (at++; text.charAt(at) != '"'; at++) {
                char c = text.charAt(at);
                if (c == '\\') {
                    c = text.charAt(++at);
                    if (c == 'u') {
                        c = (char) Integer.parseInt(text.substring(at + 1, at + 5), 16);
                        at += 4;
                    } else {
                        int escape = "bfnrt".indexOf(c);
                        c = escape < 0 ? c : "\b\f\n\r\t".charAt(escape);
                    }
                }
                found.append(c);
            }
            at++;
            return found.toString();
        }

        static String write(Object value) {
            if (value instanceof Map) {
                return ((Map<?, ?>) value).entrySet().stream()
                    .map(each -> write(each.getKey().toString()) + ":" + write(each.getValue()))
                    .collect(Collectors.joining(",", "{", "}"));
            }
            if (value instanceof List) {
                return ((List<?>) value).stream().map(Json::write).collect(Collectors.joining(",", "[", "]"));
            }
            if (value == null || value instanceof Number || value instanceof Boolean) {
                return String.valueOf(value);
            }
            StringBuilder found = new StringBuilder("\"");
            for (char c : value.toString().toCharArray()) {
                boolean plain = c >= ' ' && c != '"' && c != '\\' && !Character.isSurrogate(c);
                found.append(plain ? String.valueOf(c) : String.format("\\u%04x", (int) c));
            }
            return found.append('"').toString();
        }
    }
}
