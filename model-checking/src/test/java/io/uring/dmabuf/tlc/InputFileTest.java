package io.uring.dmabuf.tlc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class InputFileTest {
  private static final String TOO_LONG =
      ": cannot be read: more than 64 MiB, which no input here has";

  @TempDir private Path folder;

  @Test
  void readsTextWithItsLines() throws IOException {
    Path file = Files.writeString(folder.resolve("text"), "ä\r\n\nb");
    assertThat(InputFile.text(file).get()).isEqualTo("ä\r\n\nb");
    assertThat(InputFile.lines(file).get()).containsExactly("ä", "", "b");
    assertThat(InputFile.text("it", new ByteArrayInputStream("c".getBytes(StandardCharsets.UTF_8))))
        .containsExactly("c");
  }

  @Test
  void namesTheLineThatIsNoText() throws IOException {
    Path file = Files.write(folder.resolve("bytes"), new byte[] {'a', '\n', 'b', (byte) 0xff});
    assertThat(InputFile.text(file).getLeft()).isEqualTo(file + ": line 2: expected text in UTF-8");
  }

  @Test
  void saysWhatIsNoFile() {
    Path none = folder.resolve("none");
    assertThat(InputFile.text(none).getLeft()).isEqualTo(none + ": no such file");
    assertThat(InputFile.text(folder).getLeft())
        .isEqualTo(folder + ": cannot be read: is a folder");
  }

  @Test
  void readsNoFurtherThanItsLimit() throws IOException {
    Path sparse = folder.resolve("sparse");
    try (RandomAccessFile file = new RandomAccessFile(sparse.toFile(), "rw")) {
      file.setLength(1L << 40);
    }
    assertThat(InputFile.text(sparse).getLeft()).isEqualTo(sparse + TOO_LONG);
    Path endless = Path.of("/dev/zero");
    assumeTrue(Files.exists(endless));
    assertThat(InputFile.text(endless).getLeft()).isEqualTo(endless + TOO_LONG);
  }

  @Test
  void doesNotWaitForEverForAPipe() throws Exception {
    Path pipe = folder.resolve("pipe");
    assumeTrue(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor() == 0);
    assertThat(InputFile.text(pipe).getLeft())
        .isEqualTo(pipe + ": cannot be read: nobody writes into this pipe");
  }
}
