package io.pitot.collector.gate;

import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/**
 * A mapping of a YAML file whose keys are taken one by one; what is wrong is noted with its line
 * and the reading goes on, so that a person sees all problems at once.
 */
public final class YamlMap {
  /** A longer text is refused. */
  public static final int MAX_CHARS = 256 * 1024;

  private static final int MAX_REGEX_CHARS = 1_000;

  private final String what;
  private final int line;
  private final List<PolicyException.Problem> problems;
  private final Map<String, Node> values = new LinkedHashMap<>();
  private final Map<String, Integer> lines = new LinkedHashMap<>();
  private final Set<String> taken = new HashSet<>();

  /**
   * Reads the node as a mapping.
   *
   * @param what names it in problems
   */
  YamlMap(String what, Node node, List<PolicyException.Problem> problems) {
    this.what = what;
    this.line = lineOf(node);
    this.problems = problems;
    if (node instanceof MappingNode mapping) {
      for (NodeTuple entry : mapping.getValue()) {
        put(entry);
      }
    } else {
      problem(line, "%s has to be a mapping of keys to values".formatted(what));
    }
  }

  /**
   * The mapping that a YAML text is; null when it holds nothing, or is no YAML, which is a problem.
   *
   * @param what names it in problems
   */
  public static @Nullable YamlMap of(
      String what, String yaml, List<PolicyException.Problem> problems) {
    try {
      LoadSettings settings =
          LoadSettings.builder().setLabel(what).setCodePointLimit(MAX_CHARS).build();
      return new Compose(settings)
          .composeString(yaml)
          .map(root -> new YamlMap(what, root, problems))
          .orElse(null);
    } catch (MarkedYamlEngineException e) {
      int at = e.getProblemMark().map(mark -> mark.getLine() + 1).orElse(1);
      problems.add(
          new PolicyException.Problem(at, "this is no YAML: %s".formatted(e.getProblem())));
    } catch (YamlEngineException e) {
      problems.add(new PolicyException.Problem(1, "this is no YAML: %s".formatted(e.getMessage())));
    }
    return null;
  }

  private void put(NodeTuple entry) {
    int at = lineOf(entry.getKeyNode());
    if (!(entry.getKeyNode() instanceof ScalarNode key)) {
      problem(at, "a key of %s has to be a word".formatted(what));
    } else if (values.putIfAbsent(key.getValue(), entry.getValueNode()) != null) {
      problem(at, "'%s' stands twice in %s".formatted(key.getValue(), what));
    } else {
      lines.put(key.getValue(), at);
    }
  }

  /** Where it begins, counted from 1. */
  public int line() {
    return line;
  }

  public Set<String> keys() {
    return values.keySet();
  }

  /** Where the key stands; where the mapping begins when it does not. */
  public int lineOfKey(String key) {
    return lines.getOrDefault(key, line);
  }

  /** Complains about the keys that nobody took. */
  public void end(String... known) {
    for (String key : values.keySet()) {
      if (!taken.contains(key)) {
        problem(
            lineOfKey(key),
            "'%s' is no key of %s: there are %s".formatted(key, what, String.join(", ", known)));
      }
    }
  }

  @Nullable Node node(String key) {
    taken.add(key);
    return values.get(key);
  }

  /** The text; empty when there is none. */
  public String text(String key) {
    Node node = node(key);
    if (node instanceof ScalarNode scalar) {
      return scalar.getValue();
    }
    if (node != null) {
      problem(lineOf(node), "'%s' of %s has to be a text".formatted(key, what));
    }
    return "";
  }

  /**
   * The text, stripped; empty when there is none, which is a problem.
   *
   * @param why the problem
   */
  public String requiredText(String key, String why) {
    String text = text(key).strip();
    if (text.isEmpty()) {
      problem(values.containsKey(key) ? lineOfKey(key) : line, why);
    }
    return text;
  }

  public @Nullable Double number(String key, double min, double max) {
    if (!values.containsKey(key)) {
      taken.add(key);
      return null;
    }
    String text = text(key);
    try {
      double number = Double.parseDouble(text);
      if (number >= min && number <= max) {
        return number;
      }
    } catch (NumberFormatException e) {
      // Told below, with what would be right.
    }
    problem(
        lineOfKey(key),
        "'%s' of %s is '%s': expected a number from %s to %s"
            .formatted(key, what, text, plain(min), plain(max)));
    return null;
  }

  LocalDate date(String key, String why) {
    String text = requiredText(key, why);
    try {
      return LocalDate.parse(text);
    } catch (DateTimeParseException e) {
      if (!text.isEmpty()) {
        problem(
            lineOfKey(key),
            "'%s' of %s is '%s': expected a day such as 2027-01-31".formatted(key, what, text));
      }
      return LocalDate.MIN;
    }
  }

  /** A text or a list of texts. */
  List<String> texts(String key) {
    Node node = node(key);
    List<String> texts = new ArrayList<>();
    if (node instanceof ScalarNode scalar) {
      texts.add(scalar.getValue());
    } else if (node != null) {
      for (Node item : items(key, node)) {
        if (item instanceof ScalarNode scalar) {
          texts.add(scalar.getValue());
        } else {
          problem(lineOf(item), "'%s' of %s has to be a list of texts".formatted(key, what));
        }
      }
    }
    return List.copyOf(texts);
  }

  /** Whether there is a text at the key, and no list or mapping. */
  public boolean isText(String key) {
    return values.get(key) instanceof ScalarNode;
  }

  /** The mapping at the key; null when there is none. */
  public @Nullable YamlMap map(String key, String named) {
    Node node = node(key);
    return node == null ? null : new YamlMap(named, node, problems);
  }

  /** The mappings of a list; none when there is none. */
  public List<YamlMap> maps(String key, String each) {
    Node node = node(key);
    return node == null
        ? List.of()
        : items(key, node).stream().map(item -> new YamlMap(each, item, problems)).toList();
  }

  /** One of {@code frame}, {@code prefix}, {@code regex}. */
  FramePattern frames() {
    String frame = text("frame");
    String prefix = text("prefix");
    String regex = text("regex");
    long given = List.of(frame, prefix, regex).stream().filter(text -> !text.isEmpty()).count();
    if (given != 1) {
      problem(
          line,
          "%s needs one of frame (a whole name), prefix (how a name begins) and regex"
              .formatted(what));
    }
    if (regex.length() > MAX_REGEX_CHARS) {
      problem(
          lineOfKey("regex"),
          "'regex' of %s is longer than %s characters".formatted(what, MAX_REGEX_CHARS));
    } else if (!regex.isEmpty()) {
      try {
        return new FramePattern.Regex(Pattern.compile(regex));
      } catch (PatternSyntaxException e) {
        problem(
            lineOfKey("regex"),
            "'%s' is no regular expression: %s".formatted(regex, e.getDescription()));
      }
    }
    return prefix.isEmpty() ? new FramePattern.Frame(frame) : new FramePattern.Prefix(prefix);
  }

  /** Notes what is wrong at a line. */
  public void problem(int at, String message) {
    problems.add(new PolicyException.Problem(at, message));
  }

  private List<Node> items(String key, Node node) {
    if (node instanceof SequenceNode sequence) {
      return sequence.getValue();
    }
    problem(lineOf(node), "'%s' of %s has to be a list".formatted(key, what));
    return List.of();
  }

  private static String plain(double number) {
    return number == Math.rint(number) ? String.valueOf((long) number) : String.valueOf(number);
  }

  /** Counted from 1. */
  private static int lineOf(Node node) {
    return node.getStartMark().map(mark -> mark.getLine() + 1).orElse(1);
  }
}
