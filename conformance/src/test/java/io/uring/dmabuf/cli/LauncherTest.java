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
    Path launcher = besideAJarThatSpeaks("\u00dcber pr\u00fcfung");
    ProcessBuilder builder = launch(launcher, "");
    builder.environment().put("LC_ALL", "C");
    assertThat(said(builder)).containsExactly("here, from null");
  }

  @Test
  void startsFromACacheBesideTheJarUnlessTheUserHasOptionsOfHisOwn() throws Exception {
    Path launcher = besideAJarThatSpeaks("a folder");
    assertThat(said(command(launcher, "", "--cache"))).isEmpty();
    assertThat(jar.getParent()).isDirectoryContaining(f -> f.endsWith("dmabuf-rw.jar.aot"));
    assertThat(jar.getParent().toFile().list()).hasSize(2);
    assertThat(said(launch(launcher, ""))).containsExactly("here, from " + jar + ".aot");
    assertThat(said(launch(launcher, "-Xshare:off"))).containsExactly("here, from null");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "no cache"})
  void startsAllTheSameFromACacheThatIsNone(String content) throws Exception {
    Path launcher = besideAJarThatSpeaks("a folder");
    Files.writeString(Path.of(jar + ".aot"), content);
    assertThat(said(launch(launcher, ""))).containsExactly("here, from " + jar + ".aot");
  }

  /** Another launcher, in a folder with that name, whose jar has a program of one class. */
  private Path besideAJarThatSpeaks(String name) throws IOException {
    Path folder = Files.createDirectories(root.resolve(name).resolve("conformance/target"));
    Path launcher = folder.resolve("../../dmabuf-rw").normalize();
    Files.copy(root.resolve("dmabuf-rw"), launcher);
    jar = folder.resolve("dmabuf-rw.jar");
    try (JarOutputStream out = jar(Speaks.class.getName())) {
      String entry = Speaks.class.getName().replace('.', '/') + ".class";
      out.putNextEntry(new ZipEntry(entry));
      out.write(Speaks.class.getResourceAsStream("/" + entry).readAllBytes());
    }
    return launcher;
  }

  /** All that a launcher that ends with 0 says. */
  private static List<String> said(ProcessBuilder builder) throws Exception {
    Process process = builder.redirectErrorStream(true).start();
    List<String> lines = process.inputReader().lines().toList();
    assertThat(process.waitFor()).isZero();
    return lines;
  }

  /** A program of one class. */
  static final class Speaks {
    public static void main(String[] args) {
      System.out.println("here, from " + System.getProperty("dmabuf.cache"));
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
    refuses(
        "-Xss1m -version", "DMABUF_JAVA_OPTS=-Xss1m -version: -version is nothing to be run with");
  }

  @Test
  void namesTheVariableWhoseOptionsTheJvmRefuses() throws Exception {
    ProcessBuilder builder = launch(root.resolve("dmabuf-rw"), "");
    builder.environment().put("JDK_JAVA_OPTIONS", "--nonsense");
    refuses(builder, "JDK_JAVA_OPTIONS=--nonsense: Unrecognized option: --nonsense");
  }

  private void refuses(String options, String line) throws Exception {
    refuses(launch(root.resolve("dmabuf-rw"), options), line);
  }

  private static void refuses(ProcessBuilder builder, String line) throws Exception {
    Process process = builder.start();
    List<String> said = process.errorReader().lines().toList();
    assertThat(process.waitFor()).isEqualTo(ExitStatus.UNUSABLE);
    assertThat(said).containsExactly("dmabuf-rw: " + line);
  }

  private static ProcessBuilder launch(Path launcher, String options) {
    return command(launcher, options, "--version");
  }

  private static ProcessBuilder command(Path launcher, String options, String command) {
    ProcessBuilder builder = new ProcessBuilder("sh", launcher.toString(), command);
    builder.environment().put("DMABUF_JAVA_OPTS", options);
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    return builder;
  }
}
