/** Invoices, entered in a ledger elsewhere. */
@NullMarked
package com.example.billing;

import org.jspecify.annotations.NullMarked;
