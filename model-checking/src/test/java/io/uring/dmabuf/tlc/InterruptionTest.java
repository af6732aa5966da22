package io.uring.dmabuf.tlc;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayName("A JVM that is asked to end")
@Timeout(60)
class InterruptionTest {

  @Test
  void putsAwayTheInnermostFirstAndGivesNoResult() throws Exception {
    Process process = program(Interrupted.class);
    assertThat(process.inputReader().readLine()).isEqualTo("begun");
    process.toHandle().destroy();
    assertThat(process.errorReader().lines()).containsExactly("inner", "outer");
    assertThat(process.waitFor()).isEqualTo(2);
  }

  @Test
  void endsAsItSaysWhenNothingGoesOn() throws Exception {
    assertThat(program(Over.class).waitFor()).isEqualTo(7);
  }

  /** Its work is cut short as soon as it is put away, which then goes on for a while. */
  static final class Interrupted {
    public static void main(String[] args) throws InterruptedException {
      CountDownLatch cut = new CountDownLatch(1);
      try (Interruption outer = Interruption.during(() -> System.err.println("outer"));
          Interruption inner = Interruption.during(() -> putAway(cut))) {
        System.out.println("begun");
        cut.await();
      }
      System.err.println("a result");
    }

    private static void putAway(CountDownLatch cut) {
      System.err.println("inner");
      cut.countDown();
      try {
        TimeUnit.SECONDS.sleep(1);
      } catch (InterruptedException never) {
        throw new IllegalStateException(never);
      }
    }
  }

  /** Its work is over before it ends. */
  static final class Over {
    public static void main(String[] args) {
      Interruption.during(() -> {}).close();
      System.exit(7);
    }
  }

  private static Process program(Class<?> main) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx64m",
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            main.getName())
        .start();
  }
}
