package cards;

import takt.schema.Saved;

@Saved record Card(Suit suit, int rank) {
  enum Suit { CLUBS, DIAMONDS, HEARTS, SPADES }
}
