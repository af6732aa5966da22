package io.uring.dmabuf.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.uring.dmabuf.tlc.Home;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the launcher ends with when the JVM cannot be started. */
@DisplayName("The launcher")
@Timeout(60)
class LauncherTest {
  @TempDir private Path root;
  private Path jar = Path.of("");

  @BeforeEach
  void aRepositoryThatIsBuilt() throws IOException {
    Files.copy(Home.current().root().resolve("dmabuf-rw"), root.resolve("dmabuf-rw"));
    jar = Files.createDirectories(root.resolve("conformance/target")).resolve("dmabuf-rw.jar");
    new JarOutputStream(Files.newOutputStream(jar)).close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "no jar", "PK\003\004"})
  void endsWithTwoWhenItsJarIsNone(String content) throws Exception {
    Files.writeString(jar, content);
    refuses("", jar + " is no jar: run 'make build' in " + root + " again");
  }

  @Test
  void endsWithTwoWhenTheJvmRefusesItsOptions() throws Exception {
    refuses("--nonsense", "DMABUF_JAVA_OPTS=--nonsense: Unrecognized option: --nonsense");
    refuses("-Xmx1", "DMABUF_JAVA_OPTS=-Xmx1: Error occurred during initialization of VM");
  }

  private void refuses(String options, String line) throws Exception {
    ProcessBuilder builder =
        new ProcessBuilder("sh", root.resolve("dmabuf-rw").toString(), "--version");
    builder.environment().put("DMABUF_JAVA_OPTS", options);
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    Process process = builder.start();
    List<String> said = process.errorReader().lines().toList();
    assertThat(process.waitFor()).isEqualTo(ExitStatus.UNUSABLE);
    assertThat(said).containsExactly("dmabuf-rw: " + line);
  }
}
