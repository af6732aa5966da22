package io.uring.dmabuf.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.uring.dmabuf.tlc.Home;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;
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
  void findsItsJarWithoutALocaleWhateverItsFolderIsCalled() throws Exception {
    Path folder =
        Files.createDirectories(root.resolve("\u00dcber pr\u00fcfung/conformance/target"));
    Path launcher = folder.resolve("../../dmabuf-rw").normalize();
    Files.copy(root.resolve("dmabuf-rw"), launcher);
    jar = folder.resolve("dmabuf-rw.jar");
    try (JarOutputStream out = jar(Speaks.class.getName())) {
      String name = Speaks.class.getName().replace('.', '/') + ".class";
      out.putNextEntry(new ZipEntry(name));
      out.write(Speaks.class.getResourceAsStream("/" + name).readAllBytes());
    }
    ProcessBuilder builder = launch(launcher, "");
    builder.environment().put("LC_ALL", "C");
    Process process = builder.start();
    assertThat(process.inputReader().lines().toList()).containsExactly("here");
    assertThat(process.waitFor()).isZero();
  }

  /** A program of one class. */
  static final class Speaks {
    public static void main(String[] args) {
      System.out.println("here");
    }
  }

  private JarOutputStream jar(String main) throws IOException {
    Manifest manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    manifest.getMainAttributes().put(Attributes.Name.MAIN_CLASS, main);
    return new JarOutputStream(Files.newOutputStream(jar), manifest);
  }

  /** The end is as it was, and the class that is loaded first is not. */
  @Test
  void endsWithTwoWhenItsJarIsDamagedWithin() throws Exception {
    try (JarOutputStream out = jar("Main")) {
      out.putNextEntry(new ZipEntry("Main.class"));
      out.write(new byte[100]);
    }
    refuses("", jar + " is damaged: run 'make build' in " + root + " again");
  }

  @Test
  void endsWithTwoWhenTheJvmRefusesItsOptions() throws Exception {
    refuses("--nonsense", "DMABUF_JAVA_OPTS=--nonsense: Unrecognized option: --nonsense");
    refuses("-Xmx1", "DMABUF_JAVA_OPTS=-Xmx1: Error occurred during initialization of VM");
  }

  private void refuses(String options, String line) throws Exception {
    Process process = launch(root.resolve("dmabuf-rw"), options).start();
    List<String> said = process.errorReader().lines().toList();
    assertThat(process.waitFor()).isEqualTo(ExitStatus.UNUSABLE);
    assertThat(said).containsExactly("dmabuf-rw: " + line);
  }

  private static ProcessBuilder launch(Path launcher, String options) {
    ProcessBuilder builder = new ProcessBuilder("sh", launcher.toString(), "--version");
    builder.environment().put("DMABUF_JAVA_OPTS", options);
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    return builder;
  }
}
