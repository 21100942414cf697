package zoo.far;

import takt.schema.Entity;

/// Not public: the companion in package zoo cannot name it, but saves its fields.
abstract class Living extends Entity {
  private int age;
  int weight;
  protected double warmth;
}
