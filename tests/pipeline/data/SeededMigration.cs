namespace Upgrades.Tests.Pipeline.Data;

/// <summary>What a new version makes of its database before it fails: some of everything, drawn by a seed, and always something that cannot be taken back by hand.</summary>
/// <param name="Schema">What is there before.</param>
internal sealed record SeededMigration(string Schema, IReadOnlyList<string> Additive, IReadOnlyList<string> Destructive)
{
    public static readonly SeededMigration PostgreSql = new(
        """
        create table customers (id serial primary key, name text not null, mail text unique, at timestamptz not null default '2026-01-01');
        create table orders (id serial primary key, customer int not null references customers on delete cascade, total numeric(10, 2) not null, note text);
        create table lines (order_id int references orders on delete cascade, number int, what text, primary key (order_id, number));
        create index orders_by_customer on orders (customer);
        create view spent as select customer, sum(total) as total from orders group by customer;
        insert into customers (name, mail) select 'name ' || g, 'm' || g || '@example.org' from generate_series(1, 200) g;
        insert into orders (customer, total, note) select 1 + g % 200, g * 1.5, case when g % 7 = 0 then null else E'note\n' || g end from generate_series(1, 600) g;
        insert into lines select o.id, n, 'thing ' || n from orders o, generate_series(1, 2) n;
        """,
        [
            "alter table customers add column vip bool not null default false",
            "create table tags (id serial primary key, name text); insert into tags (name) select 'tag ' || g from generate_series(1, 50) g",
            "create index customers_by_name on customers (name)",
            "create type colour as enum ('red', 'green')",
            "create function one() returns int language sql as 'select 1'",
            "insert into customers (name) select 'late ' || g from generate_series(1, 20) g",
            "create schema reports; create table reports.daily (day date, total numeric)",
            "alter sequence customers_id_seq restart with 100000",
        ],
        [
            "drop table lines",
            "truncate orders cascade",
            "delete from customers where id % 3 = 0",
            "alter table customers drop column mail",
            "update orders set note = upper(note), total = total * 2",
            "alter table orders alter column total type int using total::int",
            "drop view spent; alter table orders rename to purchases",
        ]);

    public static readonly SeededMigration MariaDb = new(
        """
        create table customers (id int auto_increment primary key, name varchar(100) not null, mail varchar(100) unique, at datetime not null default '2026-01-01');
        create table orders (id int auto_increment primary key, customer int not null, total decimal(10, 2) not null, note text,
          constraint orders_customer foreign key (customer) references customers (id) on delete cascade);
        create table order_lines (order_id int, number int, what text, primary key (order_id, number),
          constraint lines_order foreign key (order_id) references orders (id) on delete cascade);
        create index orders_by_total on orders (total);
        create view spent as select customer, sum(total) as total from orders group by customer;
        insert into customers (name, mail) select concat('name ', seq), concat('m', seq, '@example.org') from seq_1_to_200;
        insert into orders (customer, total, note) select 1 + seq % 200, seq * 1.5, if(seq % 7 = 0, null, concat('note\n', seq)) from seq_1_to_600;
        insert into order_lines select o.id, s.seq, concat('thing ', s.seq) from orders o join seq_1_to_2 s;
        """,
        [
            "alter table customers add column vip bool not null default false",
            "create table tags (id int auto_increment primary key, name text); insert into tags (name) select concat('tag ', seq) from seq_1_to_50",
            "create index customers_by_name on customers (name)",
            "create function one() returns int deterministic return 1",
            "create trigger loud before insert on orders for each row set new.note = upper(new.note)",
            "insert into customers (name) select concat('late ', seq) from seq_1_to_20",
            "create event tidy on schedule every 1 day do delete from orders where id < 0",
            "create procedure nothing() select 1",
            "alter table customers auto_increment = 100000",
        ],
        [
            "drop table order_lines",
            "delete from orders",
            "delete from customers where id % 3 = 0",
            "alter table customers drop column mail",
            "update orders set note = upper(note), total = total * 2",
            "alter table orders modify total int",
            "drop view spent; rename table orders to purchases",
            "alter table customers convert to character set latin1",
        ]);

    public IReadOnlyList<string> Of(int seed)
    {
        var dice = new Random(seed);
        // In this order none stands in the way of another: what adds goes first.
        return [.. Drawn(dice, Additive, 3), .. Drawn(dice, Destructive, 1)];
    }

    private static IEnumerable<string> Drawn(Random dice, IReadOnlyList<string> from, int count) => from.OrderBy(_ => dice.Next()).Take(count);
}
