package io.uring.dmabuf.tlc.run;

import io.uring.dmabuf.tlc.Home;
import io.uring.dmabuf.tlc.known.KnownTruths;
import io.vavr.collection.HashMap;
import io.vavr.collection.Map;
import io.vavr.control.Option;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.function.Consumer;

/**
 * What a run needs beside the model itself.
 *
 * @param home where modules and configurations are
 * @param observers the maker of the observer; {@link ObserverFactory#plain()} for none
 * @param options handed to it, such as a seeded wrong design
 * @param remembers whether TLC remembers what it has found out ({@link KnownTruths}); not where TLC
 *     as it is is measured
 * @param metadir the folder for TLC's own files, of this run alone
 * @param traceDir where a counterexample is written as JSON, Mermaid and HTML
 * @param progress told every two seconds how far the run is
 * @param log what TLC prints
 */
public record RunSetup(
    Home home,
    ObserverFactory observers,
    Map<String, String> options,
    boolean remembers,
    Path metadir,
    Option<Path> traceDir,
    Consumer<Progress> progress,
    PrintStream log) {

  /** A setup without replay, counterexample files or progress. */
  public static RunSetup plain(Home home, Path metadir, PrintStream log) {
    return new RunSetup(
        home,
        ObserverFactory.plain(),
        HashMap.empty(),
        true,
        metadir,
        Option.none(),
        progress -> {},
        log);
  }
}
