package zoo;

import takt.schema.Saved;

@Saved record Tag(String text, int number) {}
