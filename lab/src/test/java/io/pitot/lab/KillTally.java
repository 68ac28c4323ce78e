package io.pitot.lab;

import java.util.List;

/**
 * What became of some rounds.
 *
 * @param programs that were started
 * @param longLived those of them that lived for {@link #LONG_SECONDS}
 * @param recorded those in which something was recorded
 * @param longLivedRecorded those of both
 * @param events that were written up to the last flushes
 * @param wrong programs of which something else is stored than was written
 */
record KillTally(
    long rounds,
    long killedPrograms,
    long killedDaemons,
    long killedCollectors,
    long programs,
    long recorded,
    long longLived,
    long longLivedRecorded,
    long events,
    long wrong) {

  /** So long a daemon has to find a program and to begin to record it. */
  static final int LONG_SECONDS = 10;

  static final KillTally NONE = new KillTally(0, 0, 0, 0, 0, 0, 0, 0, 0, 0);

  KillTally plus(KillTally other) {
    return new KillTally(
        rounds + other.rounds,
        killedPrograms + other.killedPrograms,
        killedDaemons + other.killedDaemons,
        killedCollectors + other.killedCollectors,
        programs + other.programs,
        recorded + other.recorded,
        longLived + other.longLived,
        longLivedRecorded + other.longLivedRecorded,
        events + other.events,
        wrong + other.wrong);
  }

  static KillTally parse(String line) {
    List<Long> numbers = List.of(line.split(" ", -1)).stream().map(Long::valueOf).toList();
    return new KillTally(
        numbers.get(0),
        numbers.get(1),
        numbers.get(2),
        numbers.get(3),
        numbers.get(4),
        numbers.get(5),
        numbers.get(6),
        numbers.get(7),
        numbers.get(8),
        numbers.get(9));
  }

  /** What {@link #parse} reads. */
  String line() {
    return "%d %d %d %d %d %d %d %d %d %d"
        .formatted(
            rounds,
            killedPrograms,
            killedDaemons,
            killedCollectors,
            programs,
            recorded,
            longLived,
            longLivedRecorded,
            events,
            wrong);
  }

  @Override
  public String toString() {
    return ("%d rounds: killed %d programs, %d daemons, %d collectors; recorded %d of %d programs,"
            + " %d of %d that lived for %d s; %d events; %d programs are stored wrongly")
        .formatted(
            rounds,
            killedPrograms,
            killedDaemons,
            killedCollectors,
            recorded,
            programs,
            longLivedRecorded,
            longLived,
            LONG_SECONDS,
            events,
            wrong);
  }
}
