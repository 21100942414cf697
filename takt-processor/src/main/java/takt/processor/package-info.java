/// Runs in the compiler: checks a game's classes from their signatures and writes a companion beside each.
///
/// [TaktProcessor] is called by javac, Eclipse's compiler, Maven and Gradle. For one top-level class it asks, in this
/// order:
///
/// - `Vocabulary`: what is each class in it, by Takt's words: a room, an entity, an input, a record…
/// - `ClassReader`: what are its fields, by `ValueReader` (the closed set of what can be saved), `Marks` (the
///   annotations) and `Bounds`; for a room also `RoomReader` (parts, handlers, events)
/// - `TravelRules`, `StepRules`: may it go where it goes
/// - `LockRules`: can old clients bear it, by the `schema.lock` that the build may name (`LockFile`, `SchemaLock`)
/// - `CompanionWriter`: the text of the companion, from the models above
///
/// Whatever cannot be is told once, at its element, by `Problems`, in words for a game's developer: the field, the
/// cause, the fix. Method bodies are never read: what depends on them is found by the server's class-file scan.
///
/// It knows takt.server by names only. `docs/what-can-be-saved.md` is the same for people.
@NullMarked
package takt.processor;

import org.jspecify.annotations.NullMarked;
