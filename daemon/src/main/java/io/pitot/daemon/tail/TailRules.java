package io.pitot.daemon.tail;

import io.pitot.daemon.fold.LiveSettings;
import io.pitot.daemon.fold.RequestRules;

/**
 * How the recordings of all targets are read.
 *
 * @param requests what tells how many requests a target serves
 * @param settings what of a recording is ours
 */
public record TailRules(RequestRules requests, LiveSettings settings) {}
