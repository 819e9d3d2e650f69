using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace RuanKao.Portal.Persistence.Migrations.SqlServer
{
    /// <inheritdoc />
    public partial class Door : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "AttendanceEntries",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    TicketId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    Day = table.Column<DateOnly>(type: "date", nullable: false),
                    From = table.Column<TimeOnly>(type: "time", nullable: false),
                    Kind = table.Column<string>(type: "nvarchar(40)", maxLength: 40, nullable: false),
                    Way = table.Column<string>(type: "nvarchar(40)", maxLength: 40, nullable: false),
                    At = table.Column<DateTime>(type: "datetime2", nullable: false),
                    ReceivedAt = table.Column<DateTime>(type: "datetime2", nullable: false),
                    By = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    Device = table.Column<string>(type: "nvarchar(16)", maxLength: 16, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_AttendanceEntries", x => x.Id);
                    table.ForeignKey(
                        name: "FK_AttendanceEntries_AdmissionTickets_TicketId",
                        column: x => x.TicketId,
                        principalTable: "AdmissionTickets",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "DoorIncidents",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    RoundId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    SiteId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    Day = table.Column<DateOnly>(type: "date", nullable: false),
                    From = table.Column<TimeOnly>(type: "time", nullable: false),
                    Kind = table.Column<string>(type: "nvarchar(40)", maxLength: 40, nullable: false),
                    RoomNumber = table.Column<string>(type: "nvarchar(10)", maxLength: 10, nullable: true),
                    TicketId = table.Column<Guid>(type: "uniqueidentifier", nullable: true),
                    WordsSealed = table.Column<string>(type: "nvarchar(max)", nullable: false),
                    At = table.Column<DateTime>(type: "datetime2", nullable: false),
                    ReceivedAt = table.Column<DateTime>(type: "datetime2", nullable: false),
                    By = table.Column<Guid>(type: "uniqueidentifier", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_DoorIncidents", x => x.Id);
                    table.ForeignKey(
                        name: "FK_DoorIncidents_AdmissionTickets_TicketId",
                        column: x => x.TicketId,
                        principalTable: "AdmissionTickets",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_DoorIncidents_ExamRounds_RoundId",
                        column: x => x.RoundId,
                        principalTable: "ExamRounds",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_DoorIncidents_ExamSites_SiteId",
                        column: x => x.SiteId,
                        principalTable: "ExamSites",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "TicketPrints",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    RoundId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    InstitutionCode = table.Column<string>(type: "nvarchar(2)", maxLength: 2, nullable: false),
                    BySite = table.Column<bool>(type: "bit", nullable: false),
                    OrderedAt = table.Column<DateTime>(type: "datetime2", nullable: false),
                    OrderedBy = table.Column<Guid>(type: "uniqueidentifier", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_TicketPrints", x => x.Id);
                    table.ForeignKey(
                        name: "FK_TicketPrints_ExamRounds_RoundId",
                        column: x => x.RoundId,
                        principalTable: "ExamRounds",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_TicketPrints_Institutions_InstitutionCode",
                        column: x => x.InstitutionCode,
                        principalTable: "Institutions",
                        principalColumn: "Code",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "TicketPrintFiles",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    PrintId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    Order = table.Column<int>(type: "int", nullable: false),
                    SiteId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    RoomId = table.Column<Guid>(type: "uniqueidentifier", nullable: true),
                    Tickets = table.Column<int>(type: "int", nullable: false),
                    TakenUntil = table.Column<DateTime>(type: "datetime2", nullable: true),
                    MadeAt = table.Column<DateTime>(type: "datetime2", nullable: true),
                    Seats = table.Column<string>(type: "nvarchar(32)", maxLength: 32, nullable: true),
                    PaperSealed = table.Column<byte[]>(type: "varbinary(max)", nullable: true),
                    Version = table.Column<int>(type: "int", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_TicketPrintFiles", x => x.Id);
                    table.ForeignKey(
                        name: "FK_TicketPrintFiles_ExamRooms_RoomId",
                        column: x => x.RoomId,
                        principalTable: "ExamRooms",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_TicketPrintFiles_ExamSites_SiteId",
                        column: x => x.SiteId,
                        principalTable: "ExamSites",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_TicketPrintFiles_TicketPrints_PrintId",
                        column: x => x.PrintId,
                        principalTable: "TicketPrints",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateIndex(
                name: "IX_AttendanceEntries_TicketId_Day_From",
                table: "AttendanceEntries",
                columns: new[] { "TicketId", "Day", "From" });

            migrationBuilder.CreateIndex(
                name: "IX_DoorIncidents_RoundId_SiteId",
                table: "DoorIncidents",
                columns: new[] { "RoundId", "SiteId" });

            migrationBuilder.CreateIndex(
                name: "IX_DoorIncidents_SiteId",
                table: "DoorIncidents",
                column: "SiteId");

            migrationBuilder.CreateIndex(
                name: "IX_DoorIncidents_TicketId",
                table: "DoorIncidents",
                column: "TicketId");

            migrationBuilder.CreateIndex(
                name: "IX_TicketPrintFiles_MadeAt",
                table: "TicketPrintFiles",
                column: "MadeAt");

            migrationBuilder.CreateIndex(
                name: "IX_TicketPrintFiles_PrintId_Order",
                table: "TicketPrintFiles",
                columns: new[] { "PrintId", "Order" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_TicketPrintFiles_RoomId",
                table: "TicketPrintFiles",
                column: "RoomId");

            migrationBuilder.CreateIndex(
                name: "IX_TicketPrintFiles_SiteId",
                table: "TicketPrintFiles",
                column: "SiteId");

            migrationBuilder.CreateIndex(
                name: "IX_TicketPrints_InstitutionCode",
                table: "TicketPrints",
                column: "InstitutionCode");

            migrationBuilder.CreateIndex(
                name: "IX_TicketPrints_RoundId_InstitutionCode",
                table: "TicketPrints",
                columns: new[] { "RoundId", "InstitutionCode" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "AttendanceEntries");

            migrationBuilder.DropTable(
                name: "DoorIncidents");

            migrationBuilder.DropTable(
                name: "TicketPrintFiles");

            migrationBuilder.DropTable(
                name: "TicketPrints");
        }
    }
}
