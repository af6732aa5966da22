package io.uring.dmabuf.mutants;

import io.uring.dmabuf.tlc.Home;
import io.vavr.collection.HashSet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A home with one small module, in which each kind of mutant has a place. */
public final class SmallHome {

  private static final String SPEC =
      """
      ---- MODULE Tap ----
      EXTENDS Naturals
      CONSTANT N
      VARIABLES level, seen
      Rate == <<1, 1, 1>>
      Init == level = 0 /\\ seen = {}
      Fill ==
          /\\ level < N
          /\\ level' = level + 1
          /\\ seen' = seen \\cup {level}
      Drain ==
          /\\ level > 0
          /\\ level' = level - Rate[level]
          /\\ UNCHANGED seen
      Spill ==
          /\\ level' = IF level > 1 THEN level - 1 ELSE 0
          /\\ UNCHANGED seen
      Next == Fill \\/ Drain \\/ Spill
      Spec == Init /\\ [][Next]_<<level, seen>>
      NeverOver == level <= N
      ====
      """;

  private static final String MODEL =
      """
      ---- MODULE MCTap ----
      EXTENDS Tap
      Laws == /\\ NeverOver
      Full == level = N
      ====
      """;

  private static final String MANIFEST =
      """
      {"models": [
        {"name": "tap", "module": "MCTap", "set": {"N": "3"}, "kind": "safety", "tier": "quick",
         "expected": "pass", "distinct": 10, "generated": 26, "witnesses": ["Full"],
         "why": "Small."}
      ]}
      """;

  private SmallHome() {}

  /** Writes the home, with these notes about mutants. */
  public static void write(Path root, String notes) throws IOException {
    Path models = Files.createDirectories(root.resolve("model-checking/models"));
    Path spec = Files.createDirectories(root.resolve("spec"));
    Files.writeString(spec.resolve("Tap.tla"), SPEC);
    Files.writeString(models.resolve("MCTap.tla"), MODEL);
    Files.writeString(root.resolve("model-checking/models.json"), MANIFEST);
    Files.writeString(root.resolve(MutantNotes.FILE), notes);
  }

  /** The mutants of its module. */
  static Mutants mutants(Path root) {
    return Mutants.of(root.resolve("spec"), Home.at(root).library(), HashSet.of("MCTap"))
        .getOrElseThrow((String line) -> new AssertionError(line));
  }
}
