// Refused uploads with Java's own clients: each must read the 403 or 404 instead of a broken connection.

import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.LinkedHashMap;
import java.util.Map;

public class Refused {
    interface Upload {
        int put(URI url, byte[] body) throws Exception;
    }

    static final HttpClient CLIENT = HttpClient.newHttpClient();

    static int byHttpClient(URI url, byte[] body) throws Exception {
        var request = HttpRequest.newBuilder(url).PUT(HttpRequest.BodyPublishers.ofByteArray(body)).build();
        return CLIENT.send(request, HttpResponse.BodyHandlers.ofString()).statusCode();
    }

    static int byConnection(URI url, byte[] body) throws Exception {
        var connection = (HttpURLConnection) url.toURL().openConnection();
        connection.setRequestMethod("PUT");
        connection.setDoOutput(true);
        connection.setFixedLengthStreamingMode(body.length);
        try (OutputStream out = connection.getOutputStream()) {
            out.write(body);
        }
        int status = connection.getResponseCode();
        connection.getErrorStream().readAllBytes();
        return status;
    }

    public static void main(String[] arguments) {
        var sizes = new LinkedHashMap<String, Integer>();
        sizes.put("300 kB", 300_000);
        sizes.put("5 MB", 5_000_000);
        sizes.put("30 MB", 30_000_000);
        var clients = new LinkedHashMap<String, Upload>();
        clients.put("HttpClient", Refused::byHttpClient);
        clients.put("URLConnection", Refused::byConnection);
        for (var client : clients.entrySet()) {
            for (var refusal : Map.of(403, "logs", 404, "nowhere").entrySet()) {
                for (var size : sizes.entrySet()) {
                    var url = URI.create(System.getenv("OSS_ENDPOINT") + "/" + refusal.getValue() + "/note");
                    var body = new byte[size.getValue()];
                    int wrong = 0;
                    String why = "";
                    for (int i = 0; i < 40; i++) {
                        String found;
                        try {
                            found = Integer.toString(client.getValue().put(url, body));
                        } catch (Exception error) {
                            found = error.toString();
                        }
                        if (!found.equals(refusal.getKey().toString())) {
                            wrong++;
                            why = found;
                        }
                    }
                    String outcome = wrong == 0 ? "ok" : "not ok";
                    String message = wrong == 0 ? "" : "\t" + wrong + " of 40: " + why;
                    String row = String.join("\t", outcome, "refused-java", client.getKey(), refusal.getKey().toString(), size.getKey());
                    System.out.println(row + message);
                }
            }
        }
        System.out.println("done\trefused-java\t" + System.getProperty("java.version"));
        System.exit(0);
    }
}
