package takt.netty;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import takt.netty.files.FileMount;

/// Files: what is served, as what, and what no path leads to.
class FilesTest {
  @TempDir Path folder;

  private FileMount pages() {
    return FileMount.resources("/", FilesTest.class.getClassLoader(), "pages");
  }

  @Test void aFolderOfTheClassPathIsServed() {
    try (Doors doors = Doors.open(b -> b.files(pages()))) {
      String start = get(doors, "/");
      assertTrue(start.startsWith("HTTP/1.1 200 ") && start.contains("Start"), start);
      assertHeader("content-type: text/html; charset=utf-8", start);
      assertHeader("Cache-Control: no-cache", start);
      assertHeader("X-Content-Type-Options: nosniff", start);
      assertTrue(start.contains("Content-Security-Policy: default-src 'self'; connect-src 'self' ws: wss:;"), start);
      assertTrue(start.contains("frame-ancestors 'none'"), start);
      assertHeader("content-type: text/javascript; charset=utf-8", get(doors, "/game.js?v=1"));
      assertTrue(get(doors, "/sub/").contains("Sub"));
      String moved = get(doors, "/sub");
      assertTrue(moved.startsWith("HTTP/1.1 308 "), moved);
      assertHeader("Location: sub/", moved);
    }
  }

  @Test void aJarIsServedAndItsFoldersAreNoFiles() throws Exception {
    Path jar = folder.resolve("pages.jar");
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar))) {
      for (String name : new String[]{"site/", "site/index.html", "site/deep/", "site/deep/a.txt"}) {
        out.putNextEntry(new JarEntry(name));
        if (!name.endsWith("/")) out.write(name.getBytes(java.nio.charset.StandardCharsets.US_ASCII));
        out.closeEntry();
      }
    }
    try (URLClassLoader loader = new URLClassLoader(new URL[]{jar.toUri().toURL()}, null);
        Doors doors = Doors.open(b -> b.files(FileMount.resources("/", loader, "site")))) {
      for (int i = 0; i < 2; i++) assertTrue(get(doors, "/deep/a.txt").endsWith("site/deep/a.txt"));
      assertTrue(get(doors, "/").endsWith("site/index.html"));
      assertStatus(404, get(doors, "/deep"));
      assertStatus(404, get(doors, "/deep/"));
    }
  }

  @Test void aFolderOfTheMachineIsServedAndAnEditShows() throws IOException {
    Files.writeString(folder.resolve("a.txt"), "one");
    try (Doors doors = Doors.open(b -> b.files(FileMount.folder("/", folder)))) {
      String first = get(doors, "/a.txt");
      assertTrue(first.endsWith("\r\n\r\none"), first);
      assertHeader("content-type: text/plain; charset=utf-8", first);
      Files.writeString(folder.resolve("a.txt"), "two!");
      assertTrue(get(doors, "/a.txt").endsWith("\r\n\r\ntwo!"));
    }
  }

  @Test void aFileThatBecomesShorterWhileItIsSentEndsThatAnswerAlone() throws IOException {
    byte[] large = new byte[3_000_000];
    Files.write(folder.resolve("large.bin"), large);
    try (Doors doors = Doors.open(b -> b.files(FileMount.folder("/", folder)));
        RawClient client = RawClient.from("127.0.0.1", doors.port(), 4096)) {
      int got = client.say("GET /large.bin HTTP/1.1\nHost: localhost\n\n").bytes(1000).length;
      Files.writeString(folder.resolve("large.bin"), "anew");
      got += client.toEnd().length();
      assertTrue(got < large.length, "got " + got);
      assertTrue(get(doors, "/large.bin").endsWith("\r\n\r\nanew"));
    }
  }

  @Test void whoHasTheFileIsToldSo() throws IOException {
    Path file = Files.writeString(folder.resolve("a.txt"), "one");
    Files.setLastModifiedTime(file, FileTime.from(Instant.parse("2026-01-02T03:04:05Z")));
    try (Doors doors = Doors.open(b -> b.files(FileMount.folder("/", folder)).files(FileMount.resources("/p/",
        FilesTest.class.getClassLoader(), "pages")))) {
      String first = get(doors, "/a.txt");
      assertHeader("Last-Modified: Fri, 02 Jan 2026 03:04:05 GMT", first);
      String tag = first.replaceAll("(?s).*\r\nETag: (\"[^\"]+\")\r\n.*", "$1");
      assertStatus(304, get(doors, "/a.txt", "If-None-Match: " + tag));
      assertStatus(304, get(doors, "/a.txt", "If-None-Match: \"x\", W/" + tag));
      assertStatus(200, get(doors, "/a.txt", "If-None-Match: \"x\""));
      assertStatus(304, get(doors, "/a.txt", "If-Modified-Since: Fri, 02 Jan 2026 03:04:05 GMT"));
      assertStatus(200, get(doors, "/a.txt", "If-Modified-Since: Fri, 02 Jan 2026 03:04:04 GMT"));
      assertStatus(200, get(doors, "/a.txt", "If-Modified-Since: nonsense"));
      String resource = get(doors, "/p/game.js").replaceAll("(?s).*\r\nETag: (\"[^\"]+\")\r\n.*", "$1");
      assertStatus(304, get(doors, "/p/game.js", "If-None-Match: " + resource));
    }
  }

  @Test void aHeadIsTheSameWithoutTheBody() throws IOException {
    Files.writeString(folder.resolve("a.txt"), "one");
    try (Doors doors = Doors.open(b -> b.files(FileMount.folder("/", folder)));
        RawClient client = RawClient.to(doors.port())) {
      String head = client.say("HEAD /a.txt HTTP/1.1\nHost: localhost\nConnection: close\n\n").toEnd();
      assertStatus(200, head);
      assertHeader("content-length: 3", head);
      assertTrue(head.endsWith("\r\n\r\n"), head);
    }
  }

  @Test void otherMethodsAreRefused() {
    try (Doors doors = Doors.open(b -> b.files(pages())); RawClient client = RawClient.to(doors.port())) {
      String answer = client.say("DELETE /game.js HTTP/1.1\nHost: localhost\n\n").answer();
      assertStatus(405, answer);
      assertHeader("Allow: GET, HEAD", answer);
    }
  }

  @Test void theLongerPrefixCounts() throws IOException {
    Files.createDirectories(folder.resolve("sdk"));
    Files.writeString(folder.resolve("sdk/takt.js"), "of the folder");
    Path sdk = Files.createDirectories(folder.resolve("elsewhere"));
    Files.writeString(sdk.resolve("takt.js"), "of the mount");
    try (Doors doors = Doors.open(b -> b.files(FileMount.folder("/", folder)).files(FileMount.folder("/sdk/", sdk)))) {
      assertTrue(get(doors, "/sdk/takt.js").endsWith("of the mount"));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {
      "/../secret.txt", "/a/../../secret.txt", "/..", "/.", "/./public/a.txt", "/public/../../secret.txt",
      "/%2e%2e/secret.txt", "/%2E%2E/secret.txt", "/.%2e/secret.txt", "/%252e%252e/secret.txt",
      "/..%2fsecret.txt", "/..%5csecret.txt", "/..\\secret.txt", "/public%2fa.txt", "/public\\a.txt",
      "//etc/passwd", "///etc/passwd", "/public//a.txt", "/%2fetc/passwd", "/file:///etc/passwd",
      "/public/a.txt%00.html", "/public/a.txt%0a", "/public/a.txt%", "/public/a.txt%4", "/public/a.txt%zz",
      "/%c0%ae%c0%ae/secret.txt", "/%ff", "/.git/config", "/.env", "/public/.hidden", "/public/a.txt.",
      "/public/a.txt%20", "/public/a.txt::$DATA", "/C:/secret.txt", "/out/secret.txt", "/leak.txt", "/loop",
      "/public", "/public/", "/public/a.txt/", "/nothing",
  }) void noPathLeadsOut(String path) throws IOException {
    Path root = folder.resolve("root");
    Files.createDirectories(root.resolve("public"));
    Files.writeString(root.resolve("public/a.txt"), "fine");
    Files.writeString(root.resolve("public/.hidden"), "secret");
    Files.writeString(folder.resolve("secret.txt"), "secret");
    Files.createDirectories(root.resolve(".git"));
    Files.writeString(root.resolve(".git/config"), "secret");
    Files.writeString(root.resolve(".env"), "secret");
    Files.createSymbolicLink(root.resolve("out"), folder);
    Files.createSymbolicLink(root.resolve("leak.txt"), folder.resolve("secret.txt"));
    Files.createSymbolicLink(root.resolve("loop"), root.resolve("loop"));
    Files.createSymbolicLink(root.resolve("inside.txt"), root.resolve("public/a.txt"));
    try (Doors doors = Doors.open(b -> b.files(FileMount.folder("/", root)).files(pagesAt("/pages/")))) {
      String answer = get(doors, path);
      assertStatus(404, answer);
      assertFalse(answer.contains("secret"), answer);
      assertStatus(404, get(doors, "/pages" + path));
      assertTrue(get(doors, "/public/a.txt").endsWith("fine"));
      assertTrue(get(doors, "/public/%61.txt").endsWith("fine"));
      assertTrue(get(doors, "/inside.txt").endsWith("fine"), "a link that stays inside");
    }
  }

  private static FileMount pagesAt(String prefix) {
    return FileMount.resources(prefix, FilesTest.class.getClassLoader(), "pages");
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
      "html | text/html; charset=utf-8", "js | text/javascript; charset=utf-8", "css | text/css; charset=utf-8",
      "json | application/json", "map | application/json", "svg | image/svg+xml", "png | image/png",
      "ico | image/x-icon", "wasm | application/wasm", "woff2 | font/woff2", "txt | text/plain; charset=utf-8",
      "PNG | image/png", "exe | application/octet-stream",
  }) void aFileHasATypeByItsName(String ending, String type) throws IOException {
    Files.writeString(folder.resolve("a." + ending), "x");
    try (Doors doors = Doors.open(b -> b.files(FileMount.folder("/", folder)))) {
      assertHeader("content-type: " + type, get(doors, "/a." + ending));
    }
  }

  @Test void aMountThatIsNoneIsRefusedWithTheReason() {
    assertThrows(IllegalArgumentException.class, () -> FileMount.folder("no-slash", folder));
    assertThrows(IllegalArgumentException.class, () -> FileMount.resources("/", FilesTest.class.getClassLoader(),
        "../up"));
    assertThrows(IllegalArgumentException.class, () -> Doors.open(b -> b.files(FileMount.folder("/", folder.resolve(
        "nothing")))));
  }

  private static String get(Doors doors, String path, String... headers) {
    try (RawClient client = RawClient.to(doors.port())) {
      String more = headers.length == 0 ? "" : String.join("\n", headers) + "\n";
      return client.say("GET " + path + " HTTP/1.1\nHost: localhost\n" + more + "\n").answer();
    }
  }

  private static void assertStatus(int status, String answer) {
    assertTrue(answer.startsWith("HTTP/1.1 " + status + " "), answer);
  }

  private static void assertHeader(String header, String answer) {
    assertTrue(answer.contains("\r\n" + header + "\r\n"), () -> header + " in " + answer);
  }
}
