"""Handfast on AdventureWorks, Microsoft's sample company: a maker of bicycles, 504 products, three years of orders.

Run ``python -m benchmarks.adventureworks --data FOLDER``. Its tables are mapped to Handfast's contract (`goods`,
`trade`), written as files of text, and imported through the door that everybody uses. Then the order lines of its last
60 days come as asks, in order of time: each is quoted with its due date as the wish, and promised at the date that the
answer gives. Days pass, goods leave on their ship day (where they are not there, the promise gets a date that holds),
and at the end the ledger is verified.

What the source does not say, and what we take instead
------------------------------------------------------
Today
    60 days before the end of what is complete (2025-04-29). Orders that had not left by then are open and imported.
Stock
    The only snapshot there is, wherever its bins stand: one plant. It is younger than today, so dates that come out
    are not those of history; the size and the shape of the problem are.
Routings
    There are none, only seven work centres with hours, and days to manufacture for each product. Bicycles are made in
    Final Assembly; frames are welded, deburred and painted (in Specialized Paint where they take two days); parts made
    straight from sheets, bars and moulds are formed in Frame Forming; all others come from Subassembly.
Hours
    A work centre's availability is read as hours of one week of five working days.
Minutes for one piece
    From what really was made: in its busiest month each work centre was just full, each piece weighing as many parts as
    its days to manufacture. A run lasts its days to manufacture, longer where the work centre is full.
Scrap
    Left out: 0.24 % of pieces, which a yield would round up to one extra piece for each small run.
Purchased units
    A dozen is 12, a gallon 128 ounces. How many pieces are in a case, carton, can or pack is nowhere said: 100.
    Items used in inches or ounces are counted in what they are bought in.
Transit
    Every order is due five days after it ships: five days to every territory.
Purchase orders
    Lines on their way today are receipts on their due date. Later ones are unknown; promising buys for itself.
Customers' names
    Of persons there is none: their account number is taken.
Not mapped
    Special offers (the order lines have net prices), work orders and purchase receipts (their true dates are lost).
"""
