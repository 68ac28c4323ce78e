package io.pitot.daemon.fold;

import io.pitot.daemon.target.TargetIdentity;
import java.util.TreeMap;

/**
 * What tells how many requests a target serves: something that the target writes to its recording
 * anyway, so that asking costs it nothing.
 *
 * @param event the JFR event type, such as {@code com.example.RequestServed}
 * @param counterField empty: each event is one request. Else a field of the event that holds how
 *     many requests the target has served in its life
 * @param method empty, or {@code package.Class.method}: each call of it is one request, which JFR
 *     counts from JDK 25 on
 */
public record RequestSource(String event, String counterField, String method) {
  private static final String CALLS = "jdk.MethodTiming";

  /** The name of the profile type that is made of it. */
  public static final String TYPE = "requests";

  static final String UNIT = "requests";

  /** Events, or a field of theirs; see above. */
  public RequestSource(String event, String counterField) {
    this(event, counterField, "");
  }

  /** Calls of a method. */
  public static RequestSource ofCalls(String method) {
    return new RequestSource(CALLS, "", method);
  }

  /** Whether the event is not one that Pitot takes for pauses, vitals or the agent's reports. */
  public boolean isFree() {
    try {
      TargetIdentity nobody = new TargetIdentity("nobody", new TreeMap<>());
      var unused = new WindowFold(nobody, window -> {}, FoldLimits.DEFAULT, this);
      return true;
    } catch (IllegalStateException e) {
      return false; // It has a handler already.
    }
  }
}
