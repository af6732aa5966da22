package io.uring.dmabuf.symbols;

import io.vavr.collection.List;
import java.util.ArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A scanner for the definitions in C text as the kernel writes it. It knows no types and does not
 * preprocess: it sees both sides of an {@code #ifdef}, and what stands at the beginning of a line
 * after a closing brace there is outside of functions again, whatever braces were opened before.
 */
final class CScanner {

  private static final Pattern COMMENT_OR_TEXT =
      Pattern.compile(
          "/\\*.*?\\*/|//[^\\n]*+"
              + "|\"[^\"\\\\\\n]*+(?:\\\\.[^\"\\\\\\n]*+)*+\""
              + "|'[^'\\\\\\n]*+(?:\\\\.[^'\\\\\\n]*+)*+'",
          Pattern.DOTALL);
  private static final Pattern DIRECTIVE =
      Pattern.compile("(?m)^[ \\t]*+#[^\\n\\\\]*+(?:\\\\(?:\\n|.)[^\\n\\\\]*+)*+");
  private static final Pattern DEFINE =
      Pattern.compile("\\s*#\\s*define\\s+(\\w+)(\\(?).*", Pattern.DOTALL);
  private static final Pattern ATTRIBUTE =
      Pattern.compile(
          "\\b(?:__attribute__|__printf|__aligned|__releases|__acquires|__must_hold|__alloc_size)\\s*\\([^()]*(?:\\([^()]*\\)[^()]*)*\\)");
  private static final Pattern SYSCALL = Pattern.compile("\\bSYSCALL_DEFINE\\d\\s*\\(\\s*(\\w+)");
  private static final Pattern STATIC = Pattern.compile("\\bstatic\\b");
  private static final Pattern INLINE = Pattern.compile("\\b(?:inline|__always_inline)\\b");
  private static final Pattern CALL = Pattern.compile("(\\w+)\\s*\\(");
  private static final Pattern TYPE =
      Pattern.compile("\\b(struct|union|enum)\\b\\s*(\\w*)[\\s\\w]*$");
  private static final Pattern CALLBACK =
      Pattern.compile("\\(\\s*\\*\\s*(?:const\\s+)?(\\w+)\\s*\\)\\s*\\(");
  private static final Pattern TYPEDEF =
      Pattern.compile("\\btypedef\\b[^;]*?(\\w+)\\s*(?:\\[[^\\]]*\\])?\\s*$");
  private static final Pattern VARIABLE =
      Pattern.compile("(\\w+)\\s*(?:\\[[^\\]]*\\]\\s*)*(?:=.*)?$", Pattern.DOTALL);
  private static final Pattern ENUMERATOR = Pattern.compile("\\s*(\\w+)");

  private final String text;
  private final java.util.List<CDefinition> found = new ArrayList<>();

  private CScanner(String text) {
    this.text = text;
  }

  /** The definitions in a text, in its order. */
  static List<CDefinition> definitions(String source) {
    String plain = COMMENT_OR_TEXT.matcher(source).replaceAll(CScanner::blank);
    CScanner scanner = new CScanner(DIRECTIVE.matcher(plain).replaceAll(CScanner::blank));
    Matcher directive = DIRECTIVE.matcher(plain);
    while (directive.find()) {
      scanner.directive(directive.group());
    }
    scanner.scan();
    return List.ofAll(scanner.found);
  }

  /** As many lines, without anything in them. */
  private static String blank(java.util.regex.MatchResult found) {
    String lines = found.group().replaceAll("[^\\n]+", " ");
    return lines.isEmpty() ? " " : lines;
  }

  private void directive(String line) {
    Matcher define = DEFINE.matcher(line);
    if (define.matches()) {
      add(define.group(1), define.group(2).isEmpty() ? SymbolKind.CONSTANT : SymbolKind.MACRO);
    }
  }

  private void add(String name, SymbolKind kind) {
    found.add(new CDefinition(name, kind));
  }

  private void scan() {
    int start = 0;
    int depth = 0;
    String before = "";
    for (int at = 0; at < text.length(); at++) {
      char c = text.charAt(at);
      depth += c == '(' ? 1 : c == ')' ? -1 : 0;
      if (c == ';' && depth <= 0) {
        declaration(before + text.substring(start, at));
        before = "";
        start = at + 1;
        depth = 0;
      } else if (c == '{' && depth <= 0) {
        int end = closing(at, true);
        before = block(text.substring(start, at), text.substring(Math.min(at + 1, end), end));
        at = end;
        start = Math.min(end + 1, text.length());
        depth = 0;
      } else if (c == '}' && isAtMargin(at)) {
        start = at + 1;
        depth = 0;
      }
    }
  }

  private boolean isAtMargin(int at) {
    return at == 0 || text.charAt(at - 1) == '\n';
  }

  /**
   * The place of the brace that closes the one at a place.
   *
   * @param outermost whether a brace at the beginning of a line closes it in any case
   */
  private int closing(int open, boolean outermost) {
    int depth = 0;
    for (int at = open; at < text.length(); at++) {
      char c = text.charAt(at);
      depth += c == '{' ? 1 : c == '}' ? -1 : 0;
      if (depth == 0 || (outermost && c == '}' && isAtMargin(at))) {
        return at;
      }
    }
    return text.length();
  }

  /** A block outside of functions; what of its head belongs to the text behind it. */
  private String block(String head, String body) {
    String plain = ATTRIBUTE.matcher(head).replaceAll(" ").strip();
    Matcher type = TYPE.matcher(plain);
    if (plain.contains("=")) {
      declaration(plain);
    } else if (plain.indexOf('(') < 0 && type.find()) {
      type(type.group(1), type.group(2), body);
      return plain.startsWith("typedef") ? "typedef " : "";
    } else {
      function(plain);
    }
    return "";
  }

  private void type(String keyword, String name, String body) {
    boolean isEnum = keyword.equals("enum");
    if (!name.isEmpty()) {
      add(name, isEnum ? SymbolKind.ENUM : SymbolKind.STRUCT);
    }
    if (isEnum) {
      enumerators(body);
    } else {
      new CScanner(body).fields(name, found);
    }
  }

  private void enumerators(String body) {
    for (String part : body.split(",")) {
      Matcher name = ENUMERATOR.matcher(part);
      if (name.lookingAt()) {
        add(name.group(1), SymbolKind.CONSTANT);
      }
    }
  }

  private void function(String head) {
    Matcher syscall = SYSCALL.matcher(head);
    Matcher call = CALL.matcher(head);
    if (syscall.find()) {
      add(syscall.group(1), SymbolKind.SYSTEM_CALL);
    } else if (call.find()) {
      boolean isStatic = STATIC.matcher(head).region(0, call.start()).find();
      boolean inline = INLINE.matcher(head).region(0, call.start()).find();
      add(
          call.group(1),
          !isStatic
              ? SymbolKind.FUNCTION
              : inline ? SymbolKind.STATIC_INLINE : SymbolKind.STATIC_FUNCTION);
    }
  }

  /** What ends with a semicolon outside of functions: a name for a type, or a variable. */
  private void declaration(String text) {
    String plain = ATTRIBUTE.matcher(text).replaceAll(" ").strip();
    Matcher typedef = TYPEDEF.matcher(plain);
    Matcher variable = VARIABLE.matcher(plain.replaceFirst("(?s)=.*", ""));
    if (typedef.find()) {
      add(typedef.group(1), SymbolKind.TYPEDEF);
    } else if (plain.indexOf('(') < 0 && plain.indexOf(' ') > 0 && variable.find()) {
      add(variable.group(1), SymbolKind.VARIABLE);
    }
  }

  /** The fields in the body of a structure, those of nested ones without a name among them. */
  private void fields(String structure, java.util.List<CDefinition> into) {
    int start = 0;
    for (int at = 0; at < text.length(); at++) {
      if (text.charAt(at) == '{') {
        int end = closing(at, false);
        String head = text.substring(start, at);
        Matcher type = TYPE.matcher(head);
        if (type.find() && type.group(1).equals("enum")) {
          enumerators(text.substring(at + 1, end));
          into.addAll(found);
          found.clear();
        } else {
          new CScanner(text.substring(at + 1, end)).fields(structure, into);
        }
        start = end + 1;
        at = end;
      } else if (text.charAt(at) == ';') {
        field(structure, text.substring(start, at), into);
        start = at + 1;
      }
    }
  }

  private static void field(
      String structure, String declaration, java.util.List<CDefinition> into) {
    Matcher callback = CALLBACK.matcher(declaration);
    if (callback.find()) {
      field(structure, callback.group(1), SymbolKind.CALLBACK, into);
      return;
    }
    String plain =
        ATTRIBUTE
            .matcher(declaration)
            .replaceAll(" ")
            .replaceAll("\\b__\\w+\\b(?!\\s*[,;:\\[]|\\s*$)|\\b____\\w+", " ");
    for (String part : plain.split(",")) {
      Matcher name = VARIABLE.matcher(part.replaceFirst(":.*", "").strip());
      if (name.find()) {
        field(structure, name.group(1), SymbolKind.FIELD, into);
      }
    }
  }

  private static void field(
      String structure, String name, SymbolKind kind, java.util.List<CDefinition> into) {
    into.add(new CDefinition(name, kind));
    if (!structure.isEmpty()) {
      into.add(new CDefinition(structure + "." + name, kind));
    }
  }
}
