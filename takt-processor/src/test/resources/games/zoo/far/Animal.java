package zoo.far;

import java.util.List;
import takt.schema.Sync;

public abstract class Animal extends Living {
  public @Sync(max = 20) String name = "";
  protected List<String> tricks = List.of();
}
