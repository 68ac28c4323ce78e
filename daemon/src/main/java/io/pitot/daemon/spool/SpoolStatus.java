package io.pitot.daemon.spool;

/**
 * A spool's figures. Those of records and bytes lost count since it was opened.
 *
 * @param waitingRecords neither acknowledged nor lost
 * @param sizeBytes on disk
 * @param segments files
 * @param appendedRecords taken since the spool was opened
 * @param overflowedRecords dropped, oldest first, because the spool or the disk was full
 * @param refusedRecords not taken: too large, or the disk was full of something else
 * @param corruptRecords that the disk did not give back as they were written; at least so many
 * @param tornBytes cut off at the end of a segment: a record whose writing was interrupted, and
 *     which nobody was told to be safe
 */
public record SpoolStatus(
    long waitingRecords,
    long sizeBytes,
    int segments,
    long appendedRecords,
    long overflowedRecords,
    long refusedRecords,
    long corruptRecords,
    long tornBytes) {}
