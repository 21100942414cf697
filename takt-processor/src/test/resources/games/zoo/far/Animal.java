package zoo.far;

import java.util.List;
import org.jspecify.annotations.Nullable;
import takt.schema.Sync;

public abstract class Animal extends Living {
  public @Sync(max = 20) String name = "";
  public @Nullable Integer cubs;
  protected List<String> tricks = List.of();
}
