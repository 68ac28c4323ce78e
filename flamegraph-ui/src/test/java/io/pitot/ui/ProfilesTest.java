package io.pitot.ui;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import io.pitot.ui.browser.Chromium;
import io.pitot.ui.browser.UiServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

/** The columns behind the pictures, against plain versions of themselves, and large profiles. */
class ProfilesTest {
  private static final int MAX_SCRIPT_BYTES = 100_000;

  @Test
  void columnsAgreeWithPlainTreesAndLargeProfilesOpen() throws IOException {
    assumeFalse(Chromium.isSkipped(), "-D" + Chromium.SWITCH + "=skip");
    long seed = Long.getLong("pitot.seed", new Random().nextLong());
    try (UiServer server = new UiServer();
        Playwright playwright = Chromium.playwright();
        Browser browser = Chromium.launch(playwright)) {
      Page page = browser.newPage();
      server.answer("services", Answers.SERVICES);
      server.answer("services/shop/types", Answers.TYPES);
      server.answer("services/shop/releases", Answers.RELEASES);
      for (int size : List.of(1, 2, 300, 20_000)) {
        server.answer("flame", Answers.random(size, seed));
        page.navigate(server.url("/targets"));
        assertEquals(
            List.of(),
            page.evaluate(AGAINST_PLAIN_TREES),
            "-Dpitot.seed=" + seed + ", " + size + " nodes");
      }
      server.answer("flame", Answers.random(1_000_000, seed));
      page.navigate(server.url("/flame?service=shop&type=cpu"));
      assertThat(page.locator(".told")).containsText("samples");
      assertThat(page.locator(".flame-canvas")).isVisible();
    }
  }

  @Test
  void allScriptsTogetherStaySmall() throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(packed);
        Stream<Path> files = Files.walk(Path.of("target/classes/pitot-ui"))) {
      files
          .filter(file -> file.toString().endsWith(".js"))
          .sorted()
          .forEach(
              file -> {
                try {
                  gzip.write(Files.readAllBytes(file));
                } catch (IOException e) {
                  throw new UncheckedIOException(e);
                }
              });
    }
    assertTrue(packed.size() <= MAX_SCRIPT_BYTES, packed.size() + " bytes");
  }

  /** Returns what differs, a line each. */
  private static final String AGAINST_PLAIN_TREES =
      """
      async () => {
        const { decodeFlame } = await import('/ui/profile/flame-profile.js');
        const { layOut } = await import('/ui/layout/rows.js');
        const { placeAt, ROW_HEIGHT } = await import('/ui/layout/viewport.js');
        const { topFrames } = await import('/ui/profile/top-frames.js');
        const { findMatches, matchNames } = await import('/ui/profile/search.js');
        const answer = await (await fetch('/api/v1/flame')).json();
        const { tree, self, total } = decodeFlame(answer);
        const wrong = [];
        const check = (what, expected, actual) => {
          if (JSON.stringify(expected) !== JSON.stringify(actual)) {
            wrong.push(`${what}: expected ${expected}, was ${actual}`);
          }
        };

        // A plain tree from the same columns.
        const nodes = answer.tree.depth.map((depth, i) => ({ i, depth, children: [], parent: null,
          name: answer.tree.names[answer.tree.name[i]], total: answer.tree.self[i] }));
        const open = [];
        for (const node of nodes) {
          open.length = node.depth;
          node.parent = open[node.depth - 1] ?? null;
          node.parent?.children.push(node);
          open.push(node);
        }
        for (const node of [...nodes].reverse()) {
          if (node.parent) node.parent.total += node.total;
        }
        check('totals', nodes.map((node) => node.total), [...total]);
        check('parents', nodes.map((node) => node.parent?.i ?? -1), [...tree.parent]);

        for (const order of ['name', 'weight']) {
          const rows = layOut(tree, total, order);
          for (const node of nodes) {
            const place = rows.place[node.i];
            check(`${order} width of ${node.i}`, node.total, rows.right[place] - rows.left[place]);
            const sorted = [...node.children].sort((a, b) => rows.left[rows.place[a.i]] - rows.left[rows.place[b.i]]);
            for (let i = 1; i < sorted.length; i++) {
              const [before, after] = [rows.place[sorted[i - 1].i], rows.place[sorted[i].i]];
              if (rows.right[before] > rows.left[after] + 1e-6) wrong.push(`${order}: ${sorted[i].i} overlaps`);
              if (order === 'weight' && sorted[i - 1].total < sorted[i].total) wrong.push(`order at ${sorted[i].i}`);
            }
          }
          const view = { left: 0, right: Math.max(1, total[0]), scroll: 0, width: 1000, height: 1e6, rootAtTop: true };
          for (const node of nodes.filter((candidate) => candidate.total > 0).slice(0, 200)) {
            const place = rows.place[node.i];
            const middle = (rows.left[place] + rows.right[place]) / 2;
            const hit = placeAt(rows, view, (middle / view.right) * 1000, (node.depth + 0.5) * ROW_HEIGHT);
            check(`hit of ${node.i}`, node.i, hit < 0 ? -1 : rows.node[hit]);
          }
        }

        // In the order of time: thread by thread, nothing lost, neighbours alone share frames.
        const { columnsInTime, columnsOfStacks } = await import('/ui/profile/stack-tree.js');
        const parts = Array.from({ length: 60 }, (_, i) => ({ thread: `t${i % 3}`, startMicros: (i * 37) % 60,
          value: 1 + i, stack: Array.from({ length: i % 4 }, (__, at) => `f${(i * at) % 3}`) }));
        const timed = decodeFlame({ tree: columnsInTime(parts) });
        const merged = decodeFlame({ tree: columnsOfStacks(parts) });
        check('time in order', merged.total[0], timed.total[0]);
        const leaves = [...timed.self].filter((value) => value > 0);
        const wanted = [0, 1, 2].flatMap((thread) => parts.filter((part) => part.thread === `t${thread}`)
          .sort((a, b) => a.startMicros - b.startMicros).map(({ value }) => value));
        check('sum of leaves', wanted.reduce((a, b) => a + b), leaves.reduce((a, b) => a + b));
        check('first in order', true, wanted[0] <= leaves[0]);

        try {
          decodeFlame({ tree: { ...answer.tree, version: 2 } });
          wrong.push('another version was read');
        } catch (problem) {
          check('its version is told', true, problem.message.includes('version 2'));
        }

        const isOutermost = (node, hit) => {
          for (let at = node.parent; at; at = at.parent) if (hit(at)) return false;
          return hit(node);
        };
        const top = topFrames(tree, self, total, 0);
        for (const name of answer.tree.names.slice(1, 60)) {
          const expected = nodes.filter((node) => node.i > 0 && isOutermost(node, (at) => at.i > 0 && at.name === name))
            .reduce((sum, node) => sum + node.total, 0);
          check(`total of ${name}`, expected, top.total[answer.tree.names.indexOf(name)]);
        }
        const found = findMatches(tree, total, matchNames(tree.names, 'Part1\\\\d\\\\.'));
        check('share of a search', nodes.filter((node) => isOutermost(node, (at) => /Part1\\d\\./.test(at.name)))
          .reduce((sum, node) => sum + node.total, 0), found.total);
        return wrong.slice(0, 5);
      }
      """;
}
