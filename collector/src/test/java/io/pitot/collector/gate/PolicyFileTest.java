package io.pitot.collector.gate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Test;

class PolicyFileTest {
  @Test
  void readsAllThatAPolicyCanSay() throws Exception {
    GatePolicy policy =
        PolicyFile.parse(
            """
            min-instances: 4
            max-mde: 1.5
            types:
              cpu: {bar: 0.5}
              alloc: {bar: 2, max-mde: 3}
            paths:
              - prefix: com.shop.batch.
                types: [alloc]
                bar: 5
            ignore:
              - regex: 'Warmup\\.(run|stop)'
                reason: PROJ-17, warms caches on purpose
                until: 2027-01-31
            webhooks:
              - url-env: SLACK_URL
                format: slack
              - url: https://hooks.example.com/pitot
                secret-header: X-Secret
                secret-env: HOOK_SECRET
            """);

    assertEquals(4, policy.minInstances());
    assertEquals(1.5, policy.maxMdePoints());
    assertEquals(new GatePolicy.TypeRule(2.0, 3.0), policy.types().get("alloc"));
    assertEquals(List.of("cpu", "alloc"), List.copyOf(policy.types().keySet()));
    assertEquals(new FramePattern.Prefix("com.shop.batch."), policy.paths().get(0).frames());
    assertEquals(LocalDate.of(2027, 1, 31), policy.ignored().get(0).until());
    assertEquals("PROJ-17, warms caches on purpose", policy.ignored().get(0).reason());
    assertEquals(GatePolicy.Webhook.Format.SLACK, policy.webhooks().get(0).format());
    assertEquals("HOOK_SECRET", policy.webhooks().get(1).secretVariable());
  }

  @Test
  void anEmptyFileChangesNothing() throws Exception {
    assertEquals(GatePolicy.NONE, PolicyFile.parse(""));
    assertEquals(GatePolicy.NONE, PolicyFile.parse("# nothing yet\n"));
  }

  @Test
  void tellsAllThatIsWrongWithItsLine() {
    PolicyException wrong =
        assertThrows(
            PolicyException.class,
            () ->
                PolicyFile.parse(
                    """
                    max-mde: none
                    barr: 1
                    types:
                      cpu: {bar: 0.5, minimum: 3}
                      CPU: {bar: 1}
                    paths:
                      - prefix: a.
                      - prefix: b.
                        regex: c
                        bar: 1
                      - regex: '(('
                        bar: 1
                    ignore:
                      - frame: a.B.c
                        until: 2027-01-31
                      - frame: a.B.c
                        reason: because
                      - frame: a.B.c
                        reason: because
                        until: soon
                    max-mde: 1
                    """));

    assertEquals(
        """
        line 1: 'max-mde' of the policy is 'none': expected a number from 0.01 to 100
        line 2: 'barr' is no key of the policy: there are types, paths, ignore, min-instances, max-mde, webhooks
        line 4: 'minimum' is no key of type cpu: there are bar, max-mde
        line 5: 'CPU' is no profile type: there are cpu, alloc, lock, park and the like
        line 7: a path's rule needs a bar, in points
        line 8: a path's rule needs one of frame (a whole name), prefix (how a name begins) and regex
        line 11: '((' is no regular expression: Unclosed group
        line 14: a rule to ignore needs a reason that others understand
        line 16: a rule to ignore needs the last day on which it holds: until
        line 20: 'until' of a rule to ignore is 'soon': expected a day such as 2027-01-31
        line 21: 'max-mde' stands twice in the policy
        """,
        String.join("\n", wrong.problems().stream().map(Object::toString).toList()) + "\n");
  }

  @Test
  void whatIsNoYamlIsToldWithItsLine() {
    PolicyException wrong =
        assertThrows(PolicyException.class, () -> PolicyFile.parse("types:\n  cpu: [1\nmore: 2\n"));

    assertEquals(1, wrong.problems().size());
    assertEquals(3, wrong.problems().get(0).line(), wrong.getMessage());
    assertThrows(PolicyException.class, () -> PolicyFile.parse("- a\n- b\n"));
    assertThrows(PolicyException.class, () -> PolicyFile.parse("a: &x [*x, *x]\nb: *nope\n"));
  }
}
