package io.pitot.collector.diff;

/**
 * What each instance's values are divided by: its own total, that of as many requests as it served,
 * or the time that it was observed.
 *
 * @param partOfTime whether shares are of the observed time
 * @param byRequest whether shares are of what a request costs the base
 * @param base the arm whose cost by request is one
 */
record Denominator(boolean partOfTime, boolean byRequest, Side base) {
  static Denominator of(Subject subject, Side base, Side candidate) {
    boolean partOfTime = subject.isPartOfTime();
    return new Denominator(partOfTime, !partOfTime && requestsKnown(base, candidate), base);
  }

  /** The same for other instances, by request only where those count them too. */
  Denominator between(Side otherBase, Side otherCandidate) {
    return new Denominator(
        partOfTime, byRequest && requestsKnown(otherBase, otherCandidate), otherBase);
  }

  private static boolean requestsKnown(Side base, Side candidate) {
    return base.knowsRequests() && candidate.knowsRequests();
  }

  /** Whether what one thing takes more the others do not take less. */
  boolean isAbsolute() {
    return partOfTime || byRequest;
  }

  double[] of(Side side) {
    return side.members().stream().mapToDouble(this::of).toArray();
  }

  private double of(Side.Member member) {
    if (byRequest) {
      return base.totalByRequest(member.instance().stratum()) * member.instance().requests();
    }
    return partOfTime ? member.observedNanos() : member.total();
  }
}
