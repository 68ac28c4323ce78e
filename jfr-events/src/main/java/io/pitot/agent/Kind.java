package io.pitot.agent;

/** The kinds of events: each is switched and throttled by an option and by its settings. */
enum Kind {
  CONTENTION("contention", "pitot.MapContention"),
  RESIZE("resize", "pitot.MapResize"),
  RACE("race", "pitot.MapRace"),
  FAIL_FAST("fail-fast", "pitot.MapFailFast"),
  EARLY_RESIZES("early-resizes", "pitot.EarlyResizes"),
  SMALL_RESIZES("small-resizes", "pitot.SmallResizes"),
  LOCKS("locks", "pitot.LockHolder"),
  LOCK_LOAD("lock-load", "pitot.LockLoad"),
  SITES("sites", "pitot.MapSite"),
  HEAT("heat", "pitot.MapHeat"),
  SHAPE("shape", "pitot.MapShape"),
  LOST_UPDATES("lost-updates", "pitot.CheckThenAct"),
  STATUS("status", "pitot.AgentStatus");

  final String option;
  final String event;

  Kind(String option, String event) {
    this.option = option;
    this.event = event;
  }
}
