package takt.testkit;

/// The meadow of [InterestTest], trained: its habits lie among the tests' resources, written by [SeenVectors].
class TrainedMeadow extends InterestTest.Meadow {
  TrainedMeadow() {
    super(true);
  }
}
