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
 */
public record RequestSource(String event, String counterField) {
  /** The name of the profile type that is made of it. */
  public static final String TYPE = "requests";

  static final String UNIT = "requests";

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
