package takt.netty.files;

import java.nio.file.Path;

/// Where files under a path come from.
///
/// Immutable; any thread.
///
/// @param prefix begins and ends with a slash: `/`, `/sdk/`. Of two that fit the longer counts
public record FileMount(String prefix, Source source) {
  public FileMount {
    if (!prefix.matches("/([A-Za-z0-9._-]+/)*")) {
      throw new IllegalArgumentException("prefix=" + prefix + ", expected like / or /sdk/");
    }
  }

  /// A place with files.
  public sealed interface Source {}

  /// A folder of the machine; what its symbolic links lead out of it to is not served.
  public record Folder(Path path) implements Source {}

  /// A folder of the class path.
  ///
  /// @param folder like `takt/playground`, without slashes at its ends
  public record Resources(ClassLoader loader, String folder) implements Source {
    public Resources {
      if (!folder.matches("[A-Za-z0-9_-][A-Za-z0-9._-]*(/[A-Za-z0-9_-][A-Za-z0-9._-]*)*")) {
        throw new IllegalArgumentException("folder=" + folder + ", expected like takt/playground");
      }
    }
  }

  public static FileMount folder(String prefix, Path path) {
    return new FileMount(prefix, new Folder(path));
  }

  public static FileMount resources(String prefix, ClassLoader loader, String folder) {
    return new FileMount(prefix, new Resources(loader, folder));
  }
}
