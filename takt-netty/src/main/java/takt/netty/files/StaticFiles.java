package takt.netty.files;

import io.netty.handler.codec.http.HttpHeaderNames;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import takt.netty.http.Answer;
import takt.netty.http.HttpDates;
import takt.netty.http.Request;

/// Finds the file a path names, and answers with it, or with 304 to who has it.
///
/// Any thread that may block. Files of folders are read when asked for, so that an edit shows at the next reload; those
/// of jars are read once and kept.
public final class StaticFiles {
  private static final String INDEX = "index.html";
  private static final long SECOND_MS = 1000;

  private final List<Mounted> mounts = new ArrayList<>();

  /// A mount with what its source needs at hand.
  private record Mounted(String prefix, @Nullable Path root, @Nullable JarFiles jar) {}

  /// Where a file is and what tells one version of it from another.
  private record Found(Answer.Body body, String etag, long modifiedMs) {}

  /// @throws IllegalArgumentException if a folder is none
  public StaticFiles(List<FileMount> files) {
    for (FileMount mount : files) {
      mounts.add(switch (mount.source()) {
        case FileMount.Folder(Path path) -> new Mounted(mount.prefix(), root(path), null);
        case FileMount.Resources(ClassLoader loader, String folder) ->
          new Mounted(mount.prefix(), null, new JarFiles(loader, folder));
      });
    }
    mounts.sort(Comparator.comparingInt((Mounted m) -> m.prefix.length()).reversed());
  }

  private static Path root(Path folder) {
    try {
      if (Files.isDirectory(folder)) return folder.toRealPath();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    throw new IllegalArgumentException("folder=" + folder + ", expected a folder that is there");
  }

  /// Answers a request of any method.
  public Answer answer(Request request) {
    String path = SafePath.of(request.rawPath());
    Mounted mount = path == null ? null : mount(path);
    if (path == null || mount == null) return missing();
    if (!request.isRead()) {
      return Answer.text(405, "405: files are only read\n").with("Allow", "GET, HEAD");
    }
    String name = path.substring(mount.prefix.length());
    boolean folder = name.isEmpty() || name.endsWith("/");
    Found found = find(mount, folder ? name + INDEX : name);
    if (found != null) return answer(request, found);
    // A page's relative links would lead astray from a folder without its slash.
    boolean isFolder = !folder && find(mount, name + "/" + INDEX) != null;
    return isFolder ? Answer.empty(308).with("Location", relative(request.rawPath())) : missing();
  }

  /// Only the last name: a location built from a path that begins with two slashes would name another host.
  private static String relative(String rawPath) {
    return rawPath.substring(rawPath.lastIndexOf('/') + 1) + "/";
  }

  private static Answer missing() {
    return Answer.text(404, "404: there is no such page here\n");
  }

  private @Nullable Mounted mount(String path) {
    for (Mounted mount : mounts) {
      if (path.startsWith(mount.prefix)) return mount;
    }
    return null;
  }

  private static @Nullable Found find(Mounted mount, String name) {
    try {
      if (mount.jar != null) return find(mount.jar, name);
      return mount.root == null ? null : find(mount.root, name);
    } catch (IOException | InvalidPathException _) {
      // Gone, not ours to read, a link that leads nowhere, or no name on this machine.
      return null;
    }
  }

  private static @Nullable Found find(JarFiles jar, String name) throws IOException {
    JarFiles.Entry entry = jar.find(name);
    return entry == null ? null : new Found(new Answer.Bytes(ContentTypes.of(name), entry.bytes()), entry.etag(), 0);
  }

  private static @Nullable Found find(Path root, String name) throws IOException {
    Path file = root.resolve(name).toRealPath();
    if (!file.startsWith(root)) return null;
    BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class);
    if (!now.isRegularFile()) return null;
    long modifiedMs = now.lastModifiedTime().toMillis();
    String etag = "\"" + Long.toHexString(modifiedMs) + "-" + Long.toHexString(now.size()) + "\"";
    return new Found(new Answer.FileBody(ContentTypes.of(name), file, now.size()), etag, modifiedMs);
  }

  private static Answer answer(Request request, Found found) {
    boolean same = isSame(request, found);
    Answer answer = new Answer(same ? 304 : 200, List.of(), same ? Answer.NONE : found.body)
        .with("ETag", found.etag).with("Cache-Control", "no-cache");
    return found.modifiedMs == 0
        ? answer
        : answer.with("Last-Modified", HttpDates.format(Instant.ofEpochMilli(found.modifiedMs)));
  }

  /// Whether the client has this very version; its tag counts more than its date.
  private static boolean isSame(Request request, Found found) {
    String tags = request.header(HttpHeaderNames.IF_NONE_MATCH);
    if (tags != null) {
      for (String tag : tags.split(",", -1)) {
        String bare = tag.strip();
        if (bare.equals("*") || bare.equals(found.etag) || bare.equals("W/" + found.etag)) return true;
      }
      return false;
    }
    String since = request.header(HttpHeaderNames.IF_MODIFIED_SINCE);
    Instant date = since == null ? null : HttpDates.parse(since);
    return date != null && found.modifiedMs != 0 && found.modifiedMs / SECOND_MS <= date.getEpochSecond();
  }
}
