package io.pitot.daemon.recording;

/**
 * Why a JVM is not recorded.
 *
 * @param reason one line
 * @param remedy what a person can do about it, one line; may be empty
 * @param mayPass whether it is worth looking again later
 */
public record Refusal(String reason, String remedy, boolean mayPass) {
  static Refusal forEver(String reason, String remedy) {
    return new Refusal(reason, remedy, false);
  }

  static Refusal forNow(String reason, String remedy) {
    return new Refusal(reason, remedy, true);
  }
}
