package io.uring.dmabuf.audit;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.uring.dmabuf.audit.spec.SpecVerdict;
import io.uring.dmabuf.tlc.Home;
import io.uring.dmabuf.told.EventFile;
import io.vavr.collection.List;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * Recordings with something broken in them, each from a seed of its own, as long as the property
 * {@code fuzz.seconds} says. What goes wrong is kept in a file.
 */
@DisplayName("Broken recordings")
class FuzzTest {
  private static final int SECONDS = Integer.getInteger("fuzz.seconds", 1);
  private static final int LONGEST = 400_000;
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private static final List<byte[]> BASES =
      Audits.RECORDINGS
          .map(name -> Audits.lines(name).mkString("\n"))
          .append(
              EventFile.head()
                  + "\n{\"time\":1,\"ring\":1,\"event\":\"RequestBegun\",\"req\":1}".repeat(2_000)
                  + "\n{\"time\":2,\"event\":\"MappingMade\",\"device\":1,\"regbuf\":1,"
                      .concat("\"segments\":[[4096,4096]]}")
                      .repeat(500))
          .append("INFO: task a:1 blocked for more than 122 seconds.\n".repeat(3_000))
          .map(text -> text.getBytes(ISO_8859_1));

  @Test
  void areReadToTheirEnd() throws IOException {
    long end = System.nanoTime() + Duration.ofSeconds(SECONDS).toNanos();
    long seed = new Random().nextLong() >>> 1;
    int inputs = 0;
    while (System.nanoTime() < end || inputs == 0) {
      check(seed + inputs++);
    }
    System.out.printf("fuzz: %d inputs, %d s, from seed %d%n", inputs, SECONDS, seed);
  }

  private static void check(long seed) throws IOException {
    byte[] bytes = broken(new Random(seed));
    try {
      Assertions.assertTimeoutPreemptively(
          LIMIT,
          () -> {
            assertThat(Audits.tried("fuzz", bytes).map(Verdict::headline).getOrElseGet(why -> why))
                .isNotBlank()
                .doesNotContain("\n");
            assertThat(
                    SpecAuditTest.tried(bytes).map(SpecVerdict::headline).getOrElseGet(why -> why))
                .isNotBlank()
                .doesNotContain("\n");
          });
    } catch (Throwable e) {
      Path kept = Home.current().root().resolve("target/failures/fuzz-" + seed + ".txt");
      Files.createDirectories(kept.getParent());
      Files.write(kept, bytes);
      throw new AssertionError("seed " + seed + ", kept in " + kept, e);
    }
  }

  private static byte[] broken(Random random) throws IOException {
    byte[] bytes = part(random);
    for (int i = random.nextInt(1, 8); i > 0 && bytes.length > 2; i--) {
      bytes = broken(bytes, random);
    }
    return random.nextInt(10) == 0 ? packed(bytes, random) : bytes;
  }

  private static byte[] part(Random random) {
    byte[] base = BASES.get(random.nextInt(BASES.size()));
    int from = random.nextInt(base.length);
    return Arrays.copyOfRange(
        base, random.nextBoolean() ? 0 : from, Math.min(base.length, from + LONGEST));
  }

  private static byte[] broken(byte[] bytes, Random random) {
    int at = random.nextInt(bytes.length - 1);
    int length = 1 + random.nextInt(Math.min(200, bytes.length - at));
    return switch (random.nextInt(6)) {
      case 0 -> overwritten(bytes, at, length, random);
      case 1 -> Arrays.copyOf(bytes, at + 1);
      case 2 -> joined(bytes, at, bytes, 0, Math.min(bytes.length, at + length));
      case 3 -> joined(bytes, at, bytes, at + length, bytes.length);
      case 4 -> joined(bytes, at, filled(random), 0, -1);
      default -> joined(bytes, at, bytes, at / 2, bytes.length);
    };
  }

  private static byte[] overwritten(byte[] bytes, int at, int length, Random random) {
    byte[] other = bytes.clone();
    byte[] some = new byte[length];
    random.nextBytes(some);
    System.arraycopy(some, 0, other, at, length);
    return other;
  }

  private static byte[] filled(Random random) {
    byte[] filled = new byte[random.nextInt(4) == 0 ? 2_000_000 : random.nextInt(1, 3_000)];
    Arrays.fill(filled, (byte) "\0x{9[\n\u00ff,".charAt(random.nextInt(8)));
    return filled;
  }

  /** The beginning of some bytes, then a range of others; to their end if that is -1. */
  private static byte[] joined(byte[] some, int until, byte[] others, int from, int to) {
    int end = to < 0 ? others.length : Math.max(from, to);
    byte[] all = Arrays.copyOf(some, until + end - from);
    System.arraycopy(others, from, all, until, end - from);
    return all;
  }

  private static byte[] packed(byte[] bytes, Random random) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(bytes);
    }
    byte[] packed = out.toByteArray();
    return Arrays.copyOf(packed, Math.max(20, random.nextInt(packed.length)));
  }
}
