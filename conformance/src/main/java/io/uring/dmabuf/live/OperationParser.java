package io.uring.dmabuf.live;

import io.uring.dmabuf.live.Operation.AtOnce;
import io.uring.dmabuf.live.Operation.Clone;
import io.uring.dmabuf.live.Operation.Ending;
import io.uring.dmabuf.live.Operation.Finish;
import io.uring.dmabuf.live.Operation.Hold;
import io.uring.dmabuf.live.Operation.Lane;
import io.uring.dmabuf.live.Operation.Link;
import io.uring.dmabuf.live.Operation.OfRing;
import io.uring.dmabuf.live.Operation.OnPipe;
import io.uring.dmabuf.live.Operation.Ready;
import io.uring.dmabuf.live.Operation.Register;
import io.uring.dmabuf.live.Operation.RegisterRaw;
import io.uring.dmabuf.live.Operation.RegisterSparse;
import io.uring.dmabuf.live.Operation.Release;
import io.uring.dmabuf.live.Operation.Second;
import io.uring.dmabuf.live.Operation.Submit;
import io.uring.dmabuf.live.Operation.Target;
import io.uring.dmabuf.live.Operation.Unregister;
import io.uring.dmabuf.live.Operation.Update;
import io.uring.dmabuf.live.Operation.UpdateRaw;
import io.uring.dmabuf.live.Operation.Work;
import io.uring.dmabuf.uring.Op;
import io.uring.dmabuf.uring.RawClone;
import io.vavr.collection.List;
import io.vavr.control.Either;

/** The reader of operations: one line to one operation, or to what is wrong with the line. */
public final class OperationParser {
  private static final int MAX_SLOT = 0xFFFF;

  /** The most buffers that one line names. */
  private static final int MAX_ENTRIES = 64;

  private static final long UINT_MAX = 0xFFFF_FFFFL;

  private OperationParser() {}

  /** The operation in a line, or one line that says what is wrong with it. */
  public static Either<String, Operation> parse(String line) {
    List<String> words = List.of(line.strip().split("\\s+"));
    boolean second = words.head().equals(Second.WORD) && words.size() > 1;
    List<String> rest = second ? words.tail() : words;
    return rest.head().equals("clone")
        ? clone(rest.tail()).map(asked -> new Clone(second, asked))
        : ofRing(rest).map(one -> second ? new Second(one) : one);
  }

  private static Either<String, OfRing> ofRing(List<String> words) {
    List<String> args = words.tail();
    return switch (words.head()) {
      case "register-sparse" ->
          counted(args, 1).flatMap(a -> upTo(a.get(0), 1 << 14)).map(n -> new RegisterSparse(n));
      case "register" -> entries(args).map(Register::new);
      case "register-raw" ->
          counted(args, 2)
              .flatMap(a ->
                  upTo(a.get(1), 0xFF)
                      .flatMap(
                          flags -> unsigned(a.get(0)).map(count -> new RegisterRaw(count, flags))));
      case "update" ->
          args.isEmpty()
              ? Either.left("an offset and buffers are missing")
              : upTo(args.head(), MAX_SLOT)
                  .flatMap(offset -> entries(args.tail()).map(all -> new Update(offset, all)));
      case "update-raw" -> counted(args, 4).flatMap(OperationParser::updateRaw);
      case "unregister" -> counted(args, 0).map(none -> new Unregister());
      case "read-fixed", "write-fixed" -> submit(words).map(submit -> submit);
      case "link" -> link(args);
      case "finish" ->
          counted(args, 3)
              .flatMap(a ->
                  lane(a)
                      .flatMap(lane ->
                          Words.parse(Ending.class, a.get(2)).map(e -> new Finish(lane, e))));
      case "ready" -> counted(args, 2).flatMap(OperationParser::lane).map(Ready::new);
      case "hold" -> counted(args, 0).map(none -> new Hold());
      case "release" -> counted(args, 0).map(none -> new Release());
      case "work" -> counted(args, 0).map(none -> new Work());
      default -> Either.left("no operation is called " + words.head());
    };
  }

  /** SOURCE FROM TO COUNT [replace] [unknown-flag]. */
  private static Either<String, RawClone> clone(List<String> words) {
    boolean unknown = words.nonEmpty() && words.last().equals("unknown-flag");
    List<String> known = unknown ? words.init() : words;
    boolean replace = known.nonEmpty() && known.last().equals("replace");
    return counted(replace ? known.init() : known, 4)
        .flatMap(a ->
            Words.parse(RawClone.Source.class, a.get(0))
                .flatMap(source ->
                    unsigned(a.get(1))
                        .flatMap(from ->
                            unsigned(a.get(2))
                                .flatMap(to ->
                                    unsigned(a.get(3))
                                        .map(count ->
                                            new RawClone(
                                                source, from, to, count, replace, unknown))))));
  }

  private static Either<String, List<String>> counted(List<String> args, int count) {
    return args.size() == count
        ? Either.right(args)
        : Either.left("%d words after the first, not %d".formatted(count, args.size()));
  }

  private static Either<String, Integer> upTo(String word, int most) {
    return Words.number(word)
        .filterOrElse(number -> number <= most, number -> number + ": more than " + most)
        .map(Long::intValue);
  }

  private static Either<String, Long> unsigned(String word) {
    return Words.number(word)
        .filterOrElse(number -> number <= UINT_MAX, number -> number + ": more than 32 bits");
  }

  private static Either<String, List<Entry>> entries(List<String> words) {
    if (words.isEmpty() || words.size() > MAX_ENTRIES) {
      return Either.left("name 1 to " + MAX_ENTRIES + " buffers");
    }
    return Either.sequenceRight(words.map(Entry::parse)).map(List::ofAll);
  }

  private static Either<String, OfRing> updateRaw(List<String> a) {
    if (!List.of("readable", "unreadable").contains(a.get(3))) {
      return Either.left(a.get(3) + ": neither readable nor unreadable");
    }
    return unsigned(a.get(0))
        .flatMap(offset ->
            unsigned(a.get(1))
                .flatMap(count ->
                    upTo(a.get(2), 0xFF)
                        .map(flags ->
                            new UpdateRaw(offset, count, flags, a.get(3).equals("readable")))));
  }

  private static Either<String, Submit> submit(List<String> words) {
    boolean async = words.size() > 1 && words.last().equals("async");
    List<String> issued = async ? words.init() : words;
    boolean quiet = issued.size() > 1 && issued.last().equals("quiet");
    return counted((quiet ? issued.init() : issued).tail(), 3)
        .flatMap(a ->
            op(words.head())
                .flatMap(op ->
                    upTo(a.get(0), MAX_SLOT)
                        .flatMap(slot ->
                            target(a.get(1))
                                .flatMap(target ->
                                    Words.parse(Span.class, a.get(2))
                                        .map(span ->
                                            new Submit(op, slot, target, span, quiet, async))))))
        .filterOrElse(
            submit -> submit.op() == Op.READ_FIXED || submit.target() != AtOnce.EVENTFD,
            submit -> "eventfd is for reads only")
        .filterOrElse(
            submit -> !quiet || waits(submit),
            submit -> "only a request that waits on a pipe can be quiet");
  }

  private static Either<String, OfRing> link(List<String> words) {
    List<List<String>> requests = split(words);
    if (requests.size() < 2 || requests.exists(List::isEmpty)) {
      return Either.left("name two requests or more, with the word then between");
    }
    return Either.sequenceRight(requests.map(OperationParser::submit))
        .map(all -> new Link(List.ofAll(all)))
        .filterOrElse(
            link ->
                link.requests().init().forAll(OperationParser::waits)
                    && link.requests().last().target() != AtOnce.FILE
                    && link.requests().forAll(request -> !request.quiet() && !request.async()),
            link ->
                "all but the last wait on a pipe, the last not on the file, and none is quiet or"
                    + " async")
        .map(link -> link);
  }

  private static List<List<String>> split(List<String> words) {
    List<String> first = words.takeUntil(Link.THEN::equals);
    return first.size() == words.size()
        ? List.of(first)
        : split(words.drop(first.size() + 1)).prepend(first);
  }

  private static boolean waits(Submit submit) {
    return submit.target() instanceof OnPipe && submit.span().length() > 0;
  }

  private static Either<String, Target> target(String word) {
    return word.startsWith("pipe")
        ? pipe(word).map(OnPipe::new)
        : Words.parse(AtOnce.class, word)
            .mapLeft(words -> words + ", pipe0 to pipe" + (Lane.PIPES - 1))
            .map(target -> target);
  }

  private static Either<String, Integer> pipe(String word) {
    return word.matches("pipe\\d") && word.charAt(4) - '0' < Lane.PIPES
        ? Either.right(word.charAt(4) - '0')
        : Either.left(word + ": there are pipe0 to pipe" + (Lane.PIPES - 1));
  }

  private static Either<String, Op> op(String word) {
    return Words.parse(Op.class, word);
  }

  private static Either<String, Lane> lane(List<String> words) {
    return op(words.get(0)).flatMap(op -> pipe(words.get(1)).map(pipe -> new Lane(op, pipe)));
  }
}
