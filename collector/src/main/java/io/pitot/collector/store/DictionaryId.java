package io.pitot.collector.store;

/**
 * A stack dictionary; ids are never given twice.
 *
 * @param writer the start of the collector that filled it
 * @param number counts up within the writer
 */
public record DictionaryId(int writer, int number) {}
